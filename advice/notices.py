"""Mail to staff. Never a topic, a text, a label or a number: only that something waits."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links import absolute
from accounts.models import Role, User
from advice.models import Conversation, Status
from expert_pool.models import Expert
from trust import outbox

#: At most one mail of a kind to one person in this time.
COALESCE = timedelta(minutes=15)
QUEUE = "advice_desk:queue"
OWN = "advice_desk:own"
TO_READ = "advice_desk:to_read"


def soon(conversation: Conversation) -> None:
    """Marks that somebody is to be told, and wakes the worker; joins the caller's transaction."""
    Conversation.objects.filter(pk=conversation.pk).update(announced_at=None)
    outbox.wake("advice.jobs.announce")


def announce(conversation: Conversation) -> None:
    """Tells whoever is to act: the one who has it, the experts of its topics, or coordinators."""
    if conversation.status == Status.WAITING:
        question_waits(conversation)
    elif conversation.status == Status.WRITING and conversation.expert:
        asker_wrote_again(conversation.expert.user)
    elif conversation.status == Status.REVIEW:
        letter_waits(conversation)
    elif conversation.status == Status.QUARANTINED:
        question_to_check()


def question_waits(conversation: Conversation) -> None:
    sentence = _("A new question is waiting in the service. You can read it at the desk:")
    for user in audience(conversation):
        _mail(user, "advice.waits", _("A new question is waiting"), sentence, QUEUE)


def question_to_check() -> None:
    sentence = _("A message has been set aside to be checked. You can read it at the desk:")
    for user in coordinators():
        _mail(user, "advice.check", _("A message is to be checked"), sentence, QUEUE)


def asker_wrote_again(user: User) -> None:
    sentence = _("A conversation of yours has a new letter. You can read it at the desk:")
    _mail(user, "advice.again", _("A new letter is waiting"), sentence, OWN)


def assigned(conversation: Conversation, *, had: Expert | None) -> None:
    """Tells the expert whom the coordinator has just chosen, and the one who had it before."""
    assert conversation.expert is not None  # noqa: S101 -- the action has just set it
    told = [(conversation.expert.user, _tell_given)]
    if had is not None:
        told.append((had.user, _tell_taken))
    with in_staff_language():
        for user, tell in sorted(told, key=lambda pair: pair[0].pk):
            tell(user)


def _tell_given(user: User) -> None:
    sentence = _("The coordinator has given you a question to answer. It is at the desk:")
    _mail(user, "advice.assigned", _("A question has been given to you"), sentence, OWN)


def _tell_taken(user: User) -> None:
    sentence = _(
        "The coordinator has given a question of yours to another expert, who can now read it. What"
        " is still yours is at the desk:"
    )
    _mail(user, "advice.taken", _("A question of yours was given to another"), sentence, OWN)


def ended(conversation: Conversation, *, by: User | str | None) -> None:
    """Tells the expert who has it that nothing more is asked of them, unless they ended it."""
    if conversation.expert is None or conversation.expert.user == by:
        return
    with in_staff_language():
        subject = _("A conversation of yours has ended")
        sentence = _("Nothing more needs to be written in it. What is still yours is at the desk:")
        _mail(conversation.expert.user, "advice.ended", subject, sentence, OWN)


def letter_waits(conversation: Conversation) -> None:
    """Tells those who may read a letter before it is sent that one waits at the gate."""
    sentence = _("A letter waits for somebody to read it before it is sent. It is at the desk:")
    for user in readers(conversation):
        _mail(user, "advice.to_read", _("A letter waits to be read"), sentence, TO_READ)


def letter_returned(writer: User) -> None:
    with in_staff_language():
        sentence = _("A letter of yours has been read and has comments. You can go on at the desk:")
        _mail(writer, "advice.returned", _("A letter of yours has been read"), sentence, OWN)


def letter_let_go(writer: User) -> None:
    with in_staff_language():
        sentence = _("A letter of yours has been read and sent. The conversation is at the desk:")
        _mail(writer, "advice.let_go", _("A letter of yours has been sent"), sentence, OWN)


def promise_ends(conversation: Conversation) -> None:
    """A reminder before the promise ends, to whoever can still keep it."""
    if conversation.status == Status.REVIEW:
        _gate_ends(conversation)
        return
    subject = _("An answer is due soon")
    sentence = _("An answer that has been promised is due soon. You can write it at the desk:")
    if conversation.expert:
        _mail(conversation.expert.user, "advice.promise_ends", subject, sentence, OWN)
        return
    for user in audience(conversation):
        _mail(user, "advice.promise_ends", subject, sentence, QUEUE)


def _gate_ends(conversation: Conversation) -> None:
    """The reading counts inside the promise: both the writer and the readers can still keep it."""
    assert conversation.expert is not None  # noqa: S101 -- the one whose letter is at the gate
    subject = _("An answer is due soon")
    sentence = _("A letter that waits to be read before it is sent is due soon. It is at the desk:")
    told = [(user, TO_READ) for user in readers(conversation)]
    told.append((conversation.expert.user, OWN))
    for user, page in sorted(told, key=lambda pair: pair[0].pk):
        _mail(user, "advice.gate_ends", subject, sentence, page)


def promise_breaks(_conversation: Conversation) -> None:
    """A note to the coordinators when a promise is about to break."""
    sentence = _("A promised answer is about to be late. You can see which one at the desk:")
    for user in coordinators():
        subject = _("A promised answer is about to be late")
        _mail(user, "advice.promise_breaks", subject, sentence, QUEUE)


def audience(conversation: Conversation) -> list[User]:
    """Active experts of the question's topics; when there is none, the coordinators.

    In the order of their accounts, as outbox.queue_mail asks.
    """
    experts = Expert.objects.active().covering(conversation.topic_keys).select_related("user")
    return [expert.user for expert in experts.order_by("user_id")] or coordinators()


def readers(conversation: Conversation) -> list[User]:
    """Who is told of a letter at the gate: experts of its topics who read for others and are here
    today; when there is none, the coordinators. Never its writer, nor who has stepped aside.

    In the order of their accounts.
    """
    experts = Expert.objects.available().filter(reads_for_others=True)
    known = experts.covering(conversation.topic_keys).select_related("user").order_by("user_id")
    not_for = set(conversation.stepped_aside.values_list("user_id", flat=True))
    if conversation.expert:
        not_for.add(conversation.expert.user_id)
    told = [expert.user for expert in known if expert.user_id not in not_for]
    return told or [user for user in coordinators() if user.pk not in not_for]


def coordinators() -> list[User]:
    return list(User.objects.in_role(Role.COORDINATOR).order_by("pk"))


def _mail(user: User, kind: str, subject: str, sentence: str, page: str) -> None:
    body = f"{sentence}\n{absolute(reverse(page))}\n"
    outbox.queue_mail(kind=kind, to=user, subject=subject, body=body, coalesce=COALESCE)


def in_staff_language() -> translation.override:
    """Staff mail is in the site's own language, whatever the asker's page was."""
    return translation.override(settings.LANGUAGE_CODE)
