"""Nothing that a writer sends, and no number, stands anywhere in clear before there is a draft."""

import io
import logging
import pickle
from typing import Any

import pytest

from kokeblog.models import SentStory
from kokeblog.sent import actions
from tests.advice.test_leaks import everything_stored
from tests.kokeblog.story_walk import SAY, StoryWalk, only_story
from trust import receipts
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

MARKER = "Zxqwvk"


@pytest.fixture
def marked(walk: StoryWalk, editor: Any, gambling: Any) -> str:
    """Someone has written a marker into everything; the number of the story."""
    number = walk.tell(
        text=f"{MARKER} teksti",
        title=f"{MARKER} otsikko",
        alias=f"{MARKER} nimi",
        wishes=f"{MARKER} toive",
        topics=["rahapelaaminen"],
    )
    walk.act(SAY, walk.ticket(number), text=f"{MARKER} lisää")
    actions.tell(only_story(), text=f"{MARKER} toimittajalta", by=editor)
    walk.preview(text=f"{MARKER} jäi lähettämättä")
    walk.open(f"{MARKER} ei numero")
    return number


def test_stored_rows_show_neither_text_nor_number(marked: str) -> None:
    stored = everything_stored()

    assert "rahapelaaminen" in stored
    assert MARKER not in stored
    assert marked not in stored
    assert receipts.show_number(marked) not in stored


def test_sweep_would_see_text_in_clear(marked: str, draft_of: Any) -> None:
    """A draft is in clear, by the editor's own act (ADR 0013)."""
    draft_of(only_story(), text=f"{MARKER} teksti")
    assert MARKER in everything_stored()


@pytest.mark.parametrize("end", ["withdraw", "decline", "erase"])
def test_nothing_of_a_draft_is_left_at_the_end(
    marked: str, draft_of: Any, editor: Any, end: str
) -> None:
    draft = draft_of(only_story(), text=f"{MARKER} teksti", alias=f"{MARKER} nimi")
    page = draft.get_latest_revision_as_object()
    page.title = f"{MARKER} otsikko"
    page.save_revision(user=editor, log_action=True)
    assert MARKER in everything_stored()
    if end == "withdraw":
        actions.withdraw(only_story())
    elif end == "decline":
        actions.decline(only_story(), text="Kiitos.", by=editor)
    else:
        actions.erase(only_story(), by=None)

    assert MARKER not in everything_stored()


def test_log_lines_carry_neither_text_nor_number(
    walk: StoryWalk, editor: Any, gambling: Any, site_log: io.StringIO, request: Any
) -> None:
    number = request.getfixturevalue("marked")
    logging.getLogger("kokeblog").error("A line, so that there is one.")

    assert "so that there is one" in site_log.getvalue()
    assert MARKER not in site_log.getvalue()
    assert number not in site_log.getvalue()


def test_mail_to_editors_says_only_that_there_is_a_story(marked: str, editor: Any) -> None:
    mails = list(OutgoingMail.objects.filter(to=editor))

    assert {mail.subject for mail in mails} == {
        "Palveluun on lähetetty tarina",
        "Kirjoittaja on vastannut",
    }
    for mail in mails:
        for told in (MARKER, "ahapel", marked, only_story().label):
            assert told not in mail.subject + mail.body


def test_stories_that_come_together_are_one_mail(send_story: Any, editor: Any) -> None:
    for _one in range(3):
        send_story()
    assert OutgoingMail.objects.filter(to=editor, kind="kokeblog.sent").count() == 1


def test_record_taken_apart_says_nothing(marked: str) -> None:
    story = SentStory.objects.get()
    for told in (repr(story), str(story), repr(pickle.dumps(story.__dict__ | {"_state": None}))):
        assert MARKER not in told
