"""Mail to staff. Never a topic, a text, a label or a number: only that something waits."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Role, User
from advice.models import Conversation, Status
from expert_pool.models import Expert
from trust import outbox

#: At most one mail of a kind to one person in this time.
COALESCE = timedelta(minutes=15)


def soon(conversation: Conversation) -> None:
    """Marks that somebody is to be told, and wakes the worker; joins the caller's transaction."""
    Conversation.objects.filter(pk=conversation.pk).update(announced_at=None)
    outbox.wake("advice.jobs.announce")


def announce(conversation: Conversation) -> None:
    """Tells whoever is to act: the one who has it, or the experts of its topics."""
    if conversation.status == Status.WAITING:
        question_waits(conversation)
    elif conversation.status == Status.WRITING and conversation.expert:
        asker_wrote_again(conversation.expert.user)
    elif conversation.status == Status.QUARANTINED:
        for user in coordinators():
            _mail(user, "advice.check", _("A message is to be checked"), _to_check())


def question_waits(conversation: Conversation) -> None:
    for user in audience(conversation):
        _mail(
            user,
            "advice.waits",
            _("A new question is waiting"),
            _("A new question is waiting in the service. You can read it at the desk:"),
        )


def asker_wrote_again(user: User) -> None:
    _mail(
        user,
        "advice.again",
        _("A new letter is waiting"),
        _("A conversation of yours has a new letter. You can read it at the desk:"),
    )


def assigned(conversation: Conversation) -> None:
    """Tells the expert whom the coordinator has just chosen."""
    assert conversation.expert is not None  # noqa: S101 -- the action has just set it
    with in_staff_language():
        _mail(
            conversation.expert.user,
            "advice.assigned",
            _("A question has been given to you"),
            _("The coordinator has given you a question to answer. You can read it at the desk:"),
        )


def promise_ends(conversation: Conversation) -> None:
    """A reminder before the promise ends, to whoever can still keep it."""
    users = [conversation.expert.user] if conversation.expert else audience(conversation)
    for user in users:
        _mail(
            user,
            "advice.promise_ends",
            _("An answer is due soon"),
            _("An answer that has been promised is due within a day. You can write it at the desk:"),
        )


def promise_breaks(conversation: Conversation) -> None:
    """A note to the coordinators when a promise is about to break."""
    for user in coordinators():
        _mail(
            user,
            "advice.promise_breaks",
            _("A promised answer is about to be late"),
            _("A promised answer is about to be late. You can see which one at the desk:"),
        )


def audience(conversation: Conversation) -> list[User]:
    """Active experts of the question's topics; when there is none, the coordinators."""
    experts = Expert.objects.active().covering(conversation.topic_keys).select_related("user")
    return [expert.user for expert in experts] or coordinators()


def coordinators() -> list[User]:
    return list(User.objects.in_role(Role.COORDINATOR))


def _to_check() -> str:
    return _("A message has been set aside to be checked. You can read it at the desk:")


def _mail(user: User, kind: str, subject: str, sentence: str) -> None:
    address = settings.SITE_URL.rstrip("/") + reverse("advice_desk:queue")
    outbox.queue_mail(
        kind=kind, to=user, subject=subject, body=f"{sentence}\n{address}\n", coalesce=COALESCE
    )


def in_staff_language() -> translation.override:
    """Staff mail is in the site's own language, whatever the asker's page was."""
    return translation.override(settings.LANGUAGE_CODE)
