"""What the worker does for KokeBlogi."""

from wagtail.models import Site

from kokeblog import actions, notices
from kokeblog.models import StoryIndexPage, Weekday
from kokeblog.planning import Week, comes_out_in
from kokeblog.sent.actions import purge
from trust import clock, outbox
from trust.jobs import content_free

#: From this day of the week on, editors are told of an empty next week.
TOLD_FROM = Weekday.THURSDAY
LETTERS = "kokeblog.jobs.send_letters"
PURGE = "kokeblog.jobs.purge_sent"


class NotAllPurged(Exception):
    """Some sent stories could not be erased; the log has why."""


@content_free
def remind_of_gap() -> int:
    """Tells the editors when next week has no story yet; once a week, how many mails.

    Runs every morning. After a stop the worker catches the missed morning up as soon as it is back,
    so that a Thursday without a worker is told of on Friday, and on Sunday at the latest.
    """
    now = clock.now()
    if clock.local(now).weekday() < TOLD_FROM:
        return 0
    week = Week.of(now).plus(1)
    empty = [site for site in Site.objects.order_by("pk") if _is_empty(site, week)]
    return sum(notices.next_week_is_empty(site, week) for site in empty)


def _is_empty(site: Site, week: Week) -> bool:
    """Whether the site's own list, the one in the language of its front page, has a gap then."""
    here = StoryIndexPage.objects.descendant_of(site.root_page).live()
    listing = here.order_by("path").first()
    return listing is not None and not comes_out_in(listing, week)


@content_free
def send_letters() -> None:
    """Queues the week's letters when their time has come."""
    if not actions.send_letters():
        outbox.wake(LETTERS)


@content_free
def forget_unconfirmed() -> int:
    """Destroys addresses whose owners did not say yes in time; how many."""
    return actions.forget_unconfirmed()


@content_free
def purge_sent() -> int:
    """Erases the sent stories whose time is over; how many."""
    done = purge()
    if done.unfinished:
        outbox.wake(PURGE)
    if done.failed:
        raise NotAllPurged
    return done.erased
