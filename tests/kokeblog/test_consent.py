"""Nothing of a sent story is out without its writer's yes to exactly those words."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Role
from kokeblog import publishing
from kokeblog.consent import lacks_yes
from kokeblog.models import SentStory, StoryPage
from kokeblog.sent import actions
from tests.advice.walk import page
from tests.kokeblog.conftest import edit, read_newest
from trust import clock
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(make_user: Any) -> Any:
    """The second reader."""
    return make_user("lukija", Role.EDITOR)


@pytest.fixture
def agreed(send_story: Any, shown_of: Any) -> SentStory:
    """A sent story whose writer has said yes to its draft."""
    shown = shown_of(send_story())
    return actions.agree(shown, revision=shown.shown_id)


def page_of(sent: SentStory) -> StoryPage:
    page = sent.page
    assert page is not None
    return page


def lacks(page: StoryPage) -> str:
    newest = page.get_latest_revision()
    content = page.serializable_data() if newest is None else newest.content
    return lacks_yes(page, publishing.fingerprint(content))


def test_story_of_the_editors_own_needs_no_yes(make_story: Any) -> None:
    assert lacks(make_story()) == ""


def test_yes_lets_that_revision_out(agreed: SentStory, reader: Any) -> None:
    page = page_of(agreed)
    assert lacks(page) == ""

    read_newest(page, reader).publish()

    assert agreed.is_out


@pytest.mark.parametrize("standing", ["draft", "shown"])
def test_nothing_is_published_before_the_yes(
    send_story: Any, draft_of: Any, editor: Any, reader: Any, standing: str
) -> None:
    sent = send_story()
    page = draft_of(sent)
    if standing == "shown":
        actions.show(sent, by=editor)

    assert "ei ole vielä suostunut" in lacks(page)
    with pytest.raises(Refusal):
        read_newest(page, reader).publish()
    assert not sent.is_out


def test_text_changed_after_the_yes_is_refused(agreed: SentStory, reader: Any) -> None:
    page = edit(page_of(agreed), introduction="Toisin sanoin.")

    assert "ei ole se, johon" in lacks(page)
    with pytest.raises(Refusal):
        read_newest(page, reader).publish()
    assert not agreed.is_out


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Toinen otsikko"},
        {"touches": "velat"},
        {"helped": "Sisko"},
        {"side": "close"},
        {"body": [("text", "<p>Toisin.</p>")]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_anything_a_reader_sees_asks_for_a_new_yes(agreed: SentStory, change: Any) -> None:
    assert lacks(edit(page_of(agreed), **change))


def test_time_set_for_publishing_asks_no_new_yes(agreed: SentStory) -> None:
    assert lacks(edit(page_of(agreed), go_live_at=clock.now() + timedelta(days=3))) == ""


def test_text_changed_after_it_was_scheduled_does_not_come_out(
    agreed: SentStory, reader: Any
) -> None:
    """Two ways: the changed one cannot be scheduled, and a yes taken back keeps the old one in."""
    at = clock.now() + timedelta(hours=2)
    page = edit(page_of(agreed), go_live_at=at)
    read_newest(page, reader).publish()
    actions.say(agreed, text="Odota vielä.", revision=agreed.shown_id, nonce="a")

    with time_machine.travel(at + timedelta(minutes=5)):
        call_command("publish_scheduled")

    assert not agreed.is_out


def test_editor_is_told_that_it_is_the_yes_that_lacks(
    signed_in: Any, editor: Any, send_story: Any, shown_of: Any, reader: Any
) -> None:
    """On the first page and in the story's editor: what lacks, and not what is in order."""
    at = clock.now() + timedelta(hours=2)
    story = page_of(shown_of(send_story()))
    StoryPage.objects.filter(pk=story.pk).update(go_live_at=at)
    unread, no_yes, send = "Kukaan toinen ei ole", "ei ole vielä suostunut", "Lähetä se toiselle"
    with time_machine.travel(at + timedelta(minutes=5)):
        client = signed_in(editor)
        addresses = ["/hallinta/", f"/hallinta/pages/{story.pk}/edit/"]
        for address in addresses:
            html = page(client.get(address))
            assert (unread in html, no_yes in html) == (True, True)
        assert send in html
        read_newest(edit(story, go_live_at=at), reader)
        for address in addresses:
            html = page(client.get(address))
            assert (unread in html, no_yes in html) == (False, True)
        assert send not in html


def test_overdue_story_that_nothing_hinders_says_so(
    signed_in: Any, editor: Any, agreed: SentStory, reader: Any
) -> None:
    story = page_of(agreed)
    read_newest(story, reader)
    StoryPage.objects.filter(pk=story.pk).update(go_live_at=clock.now() - timedelta(hours=2))
    assert "Mikään ei enää estä julkaisemista." in page(signed_in(editor).get("/hallinta/"))


def test_scheduled_with_a_yes_comes_out(agreed: SentStory, reader: Any) -> None:
    at = clock.now() + timedelta(hours=2)
    read_newest(edit(page_of(agreed), go_live_at=at), reader).publish()

    with time_machine.travel(at + timedelta(minutes=5)):
        call_command("publish_scheduled")

    assert agreed.is_out


def test_bulk_action_publishes_nothing_without_a_yes(
    signed_in: Any, make_user: Any, send_story: Any, shown_of: Any, reader: Any
) -> None:
    sent = shown_of(send_story())
    page = page_of(sent)
    read_newest(page, reader)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    signed_in(reader).post(f"{bulk}?id={page.pk}", {"include_descendants": ""})

    assert not sent.is_out


def test_copy_carries_the_need_of_a_yes_along(
    send_story: Any, shown_of: Any, editor: Any, reader: Any
) -> None:
    page = page_of(shown_of(send_story()))
    copy = page.copy(update_attrs={"slug": "kopio"}, keep_live=False, user=editor)

    assert "ei ole vielä suostunut" in lacks(StoryPage.objects.get(pk=copy.pk))


def test_new_text_asks_a_new_yes_and_what_is_out_stays(
    agreed: SentStory, reader: Any, editor: Any
) -> None:
    page = page_of(agreed)
    read_newest(page, reader).publish()
    page = edit(StoryPage.objects.get(pk=page.pk), introduction="Korjattu.")
    shown = actions.show(agreed, by=editor)
    assert shown.is_out
    with pytest.raises(Refusal):
        read_newest(page, reader).publish()

    actions.agree(shown, revision=shown.shown_id)
    read_newest(page, reader).publish()

    assert StoryPage.objects.get(pk=page.pk).introduction == "Korjattu."


def test_withdrawn_story_has_no_page_to_publish(agreed: SentStory) -> None:
    page = page_of(agreed)
    actions.withdraw(agreed)

    assert "peruttu" in lacks_yes(page, "whatever")
