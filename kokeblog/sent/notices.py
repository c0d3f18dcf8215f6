"""Mail to editors. Never a title, a topic, a text, a label or a number: only that there is news."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links import absolute
from kokeblog.sent.permissions import handlers
from trust import outbox

#: At most one mail of a kind to one person in this time.
COALESCE = timedelta(minutes=15)


def story_sent() -> None:
    with _in_staff_language():
        sentence = _("A story has been sent to the service. You can read it here:")
        _tell("kokeblog.sent", _("A story has been sent"), sentence)


def writer_answered() -> None:
    """A yes, a wish for changes, or a withdrawal: which of them, the inbox tells."""
    with _in_staff_language():
        sentence = _("The writer of a sent story has answered. You can see it here:")
        _tell("kokeblog.answered", _("A writer has answered"), sentence)


def purge_waits() -> None:
    """Nothing is erased before a person has looked."""
    with _in_staff_language():
        sentence = _(
            "More sent stories than usual would be erased, or the clock of the machine does not"
            " seem right. Nothing is erased before whoever looks after the machine has looked"
            " and let it go (manage.py purge_stories). The stories are here:"
        )
        _tell("kokeblog.purge_waits", _("A purge of sent stories waits"), sentence)


def _tell(kind: str, subject: str, sentence: str) -> None:
    body = f"{sentence}\n{absolute(reverse('kokeblog_sent_inbox'))}\n"
    for user in handlers():
        outbox.queue_mail(kind=kind, to=user, subject=subject, body=body, coalesce=COALESCE)


def _in_staff_language() -> translation.override:
    return translation.override(settings.LANGUAGE_CODE)
