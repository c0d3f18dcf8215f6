"""How long sent stories are kept, and when the purge waits for a person."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import Role
from kokeblog import jobs
from kokeblog.models import ErasedStory, SentStory
from kokeblog.sent import actions
from kokeblog.sent.retention import erased_at
from tests.kokeblog.conftest import read_newest
from trust import bounds, clock, rotation
from trust.models import AuditRow, Heartbeat, OutgoingMail

pytestmark = pytest.mark.django_db

A_MINUTE = timedelta(minutes=1)


def purge_after(time: timedelta) -> actions.Purged:
    """A purge so much later, with daily runs in between as far as the clock knows."""
    with time_machine.travel(clock.now() + time):
        Heartbeat.beat("kokeblog.purge_sent")
        return actions.purge()


@pytest.mark.parametrize("end", ["withdraw", "decline"])
def test_ended_story_is_kept_sixty_days(send_story: Any, editor: Any, end: str) -> None:
    sent = send_story()
    ended = (
        actions.withdraw(sent)
        if end == "withdraw"
        else actions.decline(sent, text="Kiitos.", by=editor)
    )
    assert erased_at(ended) == ended.moved_at + timedelta(days=60)

    assert purge_after(timedelta(days=60) - A_MINUTE).erased == 0
    assert purge_after(timedelta(days=60) + A_MINUTE).erased == 1
    assert not SentStory.objects.exists()


def test_shown_story_waits_for_its_writer_a_year(send_story: Any, shown_of: Any) -> None:
    shown_of(send_story())

    assert purge_after(timedelta(days=365) - A_MINUTE).erased == 0
    assert purge_after(timedelta(days=365) + A_MINUTE).erased == 1
    row = AuditRow.objects.get(act="kokeblog.withdraw")
    assert (row.actor_label, row.reason) == ("system", "other")


@pytest.mark.parametrize("standing", ["arrived", "quarantined", "editing", "agreed", "published"])
def test_what_the_editors_owe_and_what_is_out_is_never_purged(
    send_story: Any, draft_of: Any, editor: Any, make_user: Any, standing: str
) -> None:
    sent = send_story(suspicious=standing == "quarantined")
    if standing in ("editing", "agreed", "published"):
        draft_of(sent)
    if standing in ("agreed", "published"):
        shown = actions.show(sent, by=editor)
        actions.agree(shown, revision=shown.shown_id)
    if standing == "published":
        read_newest(sent.page, make_user("lukija", Role.EDITOR)).publish()
    assert purge_after(timedelta(days=4000)).erased == 0


def test_story_set_aside_goes_when_it_was_looked_at(send_story: Any) -> None:
    sent = send_story(suspicious=True)
    actions.note_checked(sent)

    assert purge_after(timedelta(days=14) - A_MINUTE).erased == 0
    assert purge_after(timedelta(days=14) + A_MINUTE).erased == 1


def test_too_many_at_once_wait_for_a_person(send_story: Any, editor: Any) -> None:
    for _one in range(bounds.FEW + 1):
        actions.withdraw(send_story())
    done = purge_after(timedelta(days=61))

    assert (done.erased, done.held) == (0, bounds.FEW + 1)
    assert SentStory.objects.count() == bounds.FEW + 1
    assert AuditRow.objects.filter(act="kokeblog.hold_purge").count() == 1
    assert OutgoingMail.objects.filter(kind="kokeblog.purge_waits", to=editor).count() == 1
    with time_machine.travel(clock.now() + timedelta(days=61)):
        told = io.StringIO()
        call_command("purge_stories", "--let", stdout=told)
    assert f"{bounds.FEW + 1} sent stories erased." in told.getvalue()


def test_clock_that_jumped_holds_the_purge(send_story: Any) -> None:
    actions.purge()
    actions.withdraw(send_story())
    with time_machine.travel(clock.now() + timedelta(days=61)):
        done = actions.purge()

    assert (done.erased, done.clock_jumped) == (0, True)


def test_job_purges(send_story: Any) -> None:
    actions.withdraw(send_story())
    with time_machine.travel(clock.now() + timedelta(days=61)):
        assert jobs.purge_sent() == 1


def test_stone_of_an_erased_number_goes_when_no_form_can_bring_it(send_story: Any) -> None:
    actions.erase(send_story(), by=None)
    assert purge_after(timedelta(hours=24)).erased == 0
    assert ErasedStory.objects.count() == 1
    purge_after(timedelta(hours=25))
    assert not ErasedStory.objects.exists()


def test_keys_of_sent_stories_are_rotated(send_story: Any) -> None:
    send_story()
    assert SentStory in list(rotation.key_holders())
