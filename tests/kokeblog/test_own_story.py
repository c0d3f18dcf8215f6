"""Behind the number: the edited text, the yes, the wish for changes, taking it back, erasing."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from accounts.models import Role
from kokeblog.models import SentStatus, SentStory, StoryPage, StoryWord, Voice, Writer
from kokeblog.sent import actions
from tests.advice.visitor import hidden
from tests.advice.walk import main, page, typed, words
from tests.kokeblog.conftest import edit, read_newest
from tests.kokeblog.story_walk import ERASE, OWN, SAY, WITHDRAW, YES, StoryWalk, only_story
from trust import clock, receipts
from trust.models import AuditRow, OutgoingMail
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(walk: StoryWalk, stories: Any) -> str:
    return walk.tell()


@pytest.fixture
def shown(number: str, shown_of: Any) -> SentStory:
    return shown_of(only_story())


def publish(sent: SentStory, make_user: Any) -> StoryPage:
    read_newest(sent.page, make_user("lukija", Role.EDITOR)).publish()
    return StoryPage.objects.get(sent_as=sent)


def test_each_standing_is_told_in_words(
    walk: StoryWalk, number: str, draft_of: Any, editor: Any, make_user: Any
) -> None:
    told = [words(walk.open(number))]
    draft_of(only_story())
    told.append(words(walk.open(number)))
    story = actions.show(only_story(), by=editor)
    told.append(words(walk.open(number)))
    actions.agree(story, revision=story.shown_id)
    told.append(words(walk.open(number)))
    publish(story, make_user)
    told.append(words(walk.open(number)))

    for said, expected in zip(
        told,
        ("on perillä", "työstää tekstiä", "Luonnos on valmis", "Olet suostunut", "on julkaistu"),
        strict=True,
    ):
        assert expected in said


def test_draft_that_is_not_shown_yet_is_not_read(
    walk: StoryWalk, number: str, draft_of: Any
) -> None:
    edit(draft_of(only_story()), introduction="Keskeneräinen lause.")
    assert "Keskeneräinen lause." not in words(walk.open(number))


def test_shown_text_is_the_one_that_would_come_out(
    walk: StoryWalk, number: str, shown: SentStory, make_user: Any
) -> None:
    """The story's own page has the same head and body, letter by letter."""
    behind = main(walk.open(number))
    actions.agree(shown, revision=shown.shown_id)
    story = publish(shown, make_user)
    public = main(Client().get(story.url))

    body = re.search(r'<div class="story-body.*?</div>', public, re.DOTALL)
    assert body
    assert body[0] in behind
    assert '<p class="lead story-lead">Siitä, miten puhuminen alkoi.</p>' in behind


def test_later_edits_are_not_shown_before_they_are_meant_to(
    walk: StoryWalk, number: str, shown: SentStory
) -> None:
    edit(shown.page, introduction="Vasta kesken.")
    seen = words(walk.open(number))

    assert "Vasta kesken." not in seen
    assert "Siitä, miten puhuminen alkoi." in seen


def test_yes_is_noted_once(walk: StoryWalk, number: str, shown: SentStory) -> None:
    ticket = walk.ticket(number)
    answers = [walk.act(YES, ticket) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Suostumuksesi on tallessa" in words(answers[1])
    story = only_story()
    assert (story.status, story.agreed_revision) == (SentStatus.AGREED, shown.shown_id)
    assert AuditRow.objects.filter(act="kokeblog.agree").count() == 1


def test_yes_to_an_older_text_is_refused_and_the_new_one_shown(
    walk: StoryWalk, number: str, shown: SentStory, editor: Any
) -> None:
    ticket = walk.ticket(number)
    edit(shown.page, introduction="Uusi ingressi.")
    actions.show(only_story(), by=editor)
    response = walk.act(YES, ticket)

    assert response.status_code == 409
    assert "toimittaja on muuttanut tekstiä" in words(response)
    assert "Uusi ingressi." in words(response)
    assert only_story().status == SentStatus.SHOWN
    assert walk.act(YES, hidden(page(response), "ticket")).status_code == 200
    assert only_story().status == SentStatus.AGREED


def test_changes_are_asked_for_in_words(walk: StoryWalk, number: str, shown: SentStory) -> None:
    ticket = walk.ticket(number)
    answers = [walk.act(SAY, ticket, text="Loppu on liian synkkä.") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert only_story().status == SentStatus.EDITING
    assert words(answers[1]).count("Loppu on liian synkkä.") == 1
    assert StoryWord.objects.count() == 1


def test_asking_for_changes_takes_the_yes_back(
    walk: StoryWalk, number: str, shown: SentStory
) -> None:
    walk.act(YES, walk.ticket(number))
    walk.act(SAY, walk.ticket(number), text="Sittenkin yksi asia.")

    story = only_story()
    assert (story.status, story.agreed_to, story.agreed_at) == (SentStatus.EDITING, "", None)


def test_word_about_what_is_out_leaves_it_out_with_its_yes(
    walk: StoryWalk, number: str, shown: SentStory, make_user: Any
) -> None:
    walk.act(YES, walk.ticket(number))
    page = publish(shown, make_user)
    yes = only_story().agreed_to
    assert "Julkaistu teksti pysyy ennallaan" in words(walk.open(number))
    walk.act(SAY, walk.ticket(number), text="Yhden sanan vaihtaisin.")

    story = only_story()
    assert (story.is_out, story.agreed_to) == (True, yes)
    StoryPage.objects.get(pk=page.pk).save()  # a lock, an alias: nothing of its words


def test_word_about_an_older_text_is_kept_and_the_new_text_still_waits(
    walk: StoryWalk, number: str, shown: SentStory, editor: Any
) -> None:
    ticket = walk.ticket(number)
    edit(shown.page, introduction="Uusi ingressi.")
    actions.show(only_story(), by=editor)
    response = walk.act(SAY, ticket, text="Muuta ingressiä.")

    assert "Uusi ingressi." in words(response)
    assert only_story().status == SentStatus.SHOWN
    assert StoryWord.objects.count() == 1


def test_editors_word_is_read_behind_the_number(walk: StoryWalk, number: str, editor: Any) -> None:
    actions.tell(only_story(), text="Kiitos, luen tätä ilolla.", by=editor)

    assert "Kiitos, luen tätä ilolla." in words(walk.open(number))
    assert StoryWord.objects.get().voice == Voice.EDITOR


def test_word_waits_for_the_number_when_the_ticket_is_old(walk: StoryWalk, number: str) -> None:
    ticket = walk.ticket(number)
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        late = walk.act(SAY, ticket, text="Vielä yksi asia.")
        again = walk.act(SAY, ticket, text=typed(late), number=number)

    assert late.status_code == 422
    assert typed(late) == "Vielä yksi asia."
    assert again.status_code == 200
    assert "Vielä yksi asia." in words(again)


@pytest.mark.parametrize("path", [YES, WITHDRAW, ERASE])
def test_old_ticket_asks_for_the_number(walk: StoryWalk, number: str, path: str) -> None:
    ticket = walk.ticket(number)
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        response = walk.act(path, ticket, confirm="yes")

    assert response.status_code == 422
    assert "Tunnusnumerosi" in words(response)
    assert only_story().status == SentStatus.ARRIVED


def test_taking_back_is_asked_once_more(walk: StoryWalk, number: str) -> None:
    response = walk.act(WITHDRAW, walk.ticket(number))

    assert "Perutaanko tarina?" in words(response)
    assert only_story().status == SentStatus.ARRIVED


@pytest.mark.parametrize("standing", ["shown", "agreed"])
def test_taken_back_draft_is_destroyed_with_its_revisions(
    walk: StoryWalk, number: str, shown: SentStory, standing: str
) -> None:
    pk = shown.page.pk
    if standing == "agreed":
        walk.act(YES, walk.ticket(number))
    response = walk.act(WITHDRAW, walk.ticket(number), confirm="yes")

    assert "Olet perunut tarinasi" in words(response)
    assert only_story().status == SentStatus.WITHDRAWN
    assert not StoryPage.objects.exists()
    assert not Revision.objects.filter(object_id=str(pk)).exists()
    assert not PageLogEntry.objects.filter(page=pk, label__contains="Hiljaa").exists()
    assert not Writer.objects.filter(alias="Usva").exists()


def test_published_story_taken_back_is_out_nowhere(
    walk: StoryWalk, number: str, shown: SentStory, make_user: Any
) -> None:
    walk.act(YES, walk.ticket(number))
    story = publish(shown, make_user)
    assert "Hiljaa" in page(Client().get("/kokeblogi/"))

    walk.act(WITHDRAW, walk.ticket(number), confirm="yes")

    assert Client().get(story.url).status_code in (404, 410)
    for address in ("/kokeblogi/", "/kokeblogi/syote/", "/sitemap.xml", "/haku/?q=siskolle"):
        assert "Hiljaa" not in page(Client().get(address))
    assert not Revision.objects.filter(object_id=str(story.pk)).exists()


def test_copy_of_a_story_goes_with_it(shown: SentStory, editor: Any) -> None:
    shown.page.copy(update_attrs={"slug": "kopio"}, keep_live=False, user=editor)
    assert StoryPage.objects.count() == 2

    actions.withdraw(shown)

    assert not StoryPage.objects.exists()


def test_alias_goes_from_the_history_of_writers_too(shown: SentStory, editor: Any) -> None:
    writer = Writer.objects.get(alias="Usva")
    log(writer, "wagtail.edit", user=editor)
    actions.withdraw(shown)

    assert not Writer.objects.filter(alias="Usva").exists()
    assert set(ModelLogEntry.objects.values_list("label", flat=True)) == {"–"}


def test_alias_that_others_use_stays(shown: SentStory, make_story: Any) -> None:
    make_story("toinen", alias="Usva")
    actions.withdraw(shown)

    assert Writer.objects.filter(alias="Usva").exists()


@pytest.mark.parametrize("standing", ["arrived", "shown", "published"])
def test_erasing_leaves_nothing_at_any_standing(
    walk: StoryWalk, number: str, shown_of: Any, make_user: Any, standing: str
) -> None:
    if standing != "arrived":
        shown = shown_of(only_story())
        walk.act(SAY, "", text="x")
        if standing == "published":
            actions.agree(shown, revision=shown.shown_id)
            publish(shown, make_user)
    ticket = walk.ticket(number)
    asked = walk.act(ERASE, ticket)
    answers = [walk.act(ERASE, ticket, confirm="yes") for _ in range(2)]

    assert "Poistetaanko kaikki?" in words(asked)
    assert ["poistettu" in words(answer) for answer in answers] == [True, True]
    assert not SentStory.objects.exists()
    assert not StoryWord.objects.exists()
    assert not StoryPage.objects.exists()
    assert walk.open(number).status_code == 404


def test_key_is_destroyed_before_any_row(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(story: SentStory, **_: Any) -> None:
        assert SentStory.objects.get(pk=story.pk).sealed_key is None
        raise ZeroDivisionError

    monkeypatch.setattr("kokeblog.sent.actions.erasing.take_down", look)
    with pytest.raises(ZeroDivisionError):
        actions.erase(only_story(), by=None)
    assert only_story().sealed_key is not None


def test_nothing_more_is_done_to_what_is_over(number: str) -> None:
    story = actions.withdraw(only_story())

    with pytest.raises(Refusal):
        actions.agree(story, revision=None)
    with pytest.raises(Refusal):
        actions.say(story, text="Hei", revision=None, nonce="a")


def test_declined_story_has_the_editors_word(
    walk: StoryWalk, number: str, shown: SentStory, editor: Any
) -> None:
    actions.decline(only_story(), text="Kiitos luottamuksesta.", by=editor)
    seen = words(walk.open(number))

    assert "Kiitos luottamuksesta." in seen
    assert "ei julkaista" in seen
    assert not StoryPage.objects.exists()


def test_published_story_is_not_declined(
    number: str, shown: SentStory, make_user: Any, editor: Any
) -> None:
    publish(actions.agree(shown, revision=shown.shown_id), make_user)

    with pytest.raises(Refusal):
        actions.decline(only_story(), text="Ei.", by=editor)


def test_answers_are_told_to_editors_without_content(
    walk: StoryWalk, number: str, editor: Any, administrator: Any, coordinator: Any, shown: Any
) -> None:
    OutgoingMail.objects.all().delete()
    walk.act(YES, walk.ticket(number))
    walk.act(SAY, walk.ticket(number), text="Merkkisana tässä.")
    mails = list(OutgoingMail.objects.order_by("to"))

    assert {mail.to for mail in mails} == {editor, administrator}
    assert len(mails) == 2
    for mail in mails:
        assert mail.subject == "Kirjoittaja on vastannut"
        assert "/hallinta/lahetetyt-tarinat/" in mail.body
        assert "Merkkisana" not in mail.body
        assert receipts.show_number(number) not in mail.body


def test_own_page_takes_a_bounded_number_of_queries(
    walk: StoryWalk, number: str, shown: SentStory, editor: Any, django_assert_num_queries: Any
) -> None:
    for count in (1, 20):
        for one in range(count):
            actions.tell(only_story(), text=f"Sana {one}", by=editor)
        walk.open(number)
        with django_assert_num_queries(21):
            walk.open(number)


def test_opening_by_number_sets_no_cookie(walk: StoryWalk, number: str) -> None:
    response = walk.client.get(OWN)

    assert not response.cookies
    assert not walk.open(number).cookies
    assert number not in page(walk.open(number))
