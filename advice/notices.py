"""Mail to staff. Never a topic, a text, a label or a number: only that something waits."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links import absolute
from accounts.models import Role, User
from advice import load
from advice.models import Alarm, Conversation, Publication, Status
from expert_pool.models import Expert
from trust import outbox

#: At most one mail of a kind to one person in this time.
COALESCE = timedelta(minutes=15)
QUEUE = "advice_desk:queue"
OWN = "advice_desk:own"
CALLS = "advice_desk:calls"
TO_READ = "advice_desk:to_read"
PUBLICATIONS = "advice_desk:publications"


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
    """Tells the experts who can take it; when nobody can just now, the coordinators."""
    sentence = _("A new question is waiting in the service. You can read it at the desk:")
    free = free_experts(conversation)
    for user in free:
        _mail(user, "advice.waits", _("A new question is waiting"), sentence, QUEUE)
    if not free:
        _nobody_is_free()


def _nobody_is_free() -> None:
    subject = _("A question is waiting and nobody is free")
    sentence = _(
        "A question is waiting in the service, and none of the experts can take it just now: they"
        " are away or resting, or carry enough already. You can give it to someone at the desk:"
    )
    for user in coordinators():
        _mail(user, "advice.nobody_free", subject, sentence, QUEUE)


def alarm_raised(conversation: Conversation) -> None:
    """Tells the coordinators at once that an expert calls them; each call is a mail of its own."""
    subject = _("An expert by experience calls you")
    sentence = _("An expert by experience calls a coordinator to help. Open the desk at once:")
    not_for = set(conversation.stepped_aside.values_list("user_id", flat=True))
    with in_staff_language():
        for user in coordinators():
            if user.pk not in not_for:
                _mail(user, "advice.alarm", subject, sentence, CALLS, coalesce=None)


def alarm_taken(alarm: Alarm) -> None:
    """Tells the expert that they are not alone with it."""
    with in_staff_language():
        subject = _("A coordinator has taken your call")
        sentence = _("A coordinator has taken your call and is in touch. Your desk is here:")
        _mail(alarm.raised_by, "advice.alarm_taken", subject, sentence, OWN)


def rests(user: User) -> None:
    """Tells the expert that a coordinator has given them a rest."""
    with in_staff_language():
        subject = _("You have been given a rest")
        sentence = _(
            "The coordinator has given you a rest after a heavy letter. No new questions are"
            " offered to you meanwhile, and you can end the rest when you wish:"
        )
        _mail(user, "advice.rests", subject, sentence, OWN)


def stepped_aside(by: User) -> None:
    """Tells the coordinators that it happened, and nothing more; not the one who did it."""
    sentence = _(
        "Somebody has stepped aside from a conversation, since they may know its writer. Nothing is"
        " asked of you. What waits for an answer is at the desk:"
    )
    with in_staff_language():
        for user in coordinators():
            if user != by:
                subject = _("Somebody has stepped aside")
                _mail(user, "advice.stepped_aside", subject, sentence, QUEUE)


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


def opened_with_reason(conversation: Conversation) -> None:
    """Tells the expert who has it that a coordinator reads it, unless they have stepped aside."""
    expert = conversation.expert
    if expert is None or conversation.stepped_aside.filter(user=expert.user_id).exists():
        return
    with in_staff_language():
        subject = _("A coordinator has opened a conversation of yours")
        sentence = _(
            "A coordinator has opened a conversation of yours for a reason. When and why is told on"
            " the conversation's page. Your conversations are at the desk:"
        )
        _mail(expert.user, "advice.opened", subject, sentence, OWN)


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


def publication_waits(publication: Publication, *, by: User) -> None:
    """Tells those who read for others that a text waits; never its writer, nor who signs it."""
    not_for = {by.pk, publication.expert.user_id}
    with in_staff_language():
        subject = _("A text waits to be read")
        sentence = _(
            "A text waits for a second reader before its asker is asked whether it may be"
            " published. It is at the desk:"
        )
        for user in readers(publication.conversation):
            if user.pk not in not_for:
                _mail(user, "advice.proposal", subject, sentence, PUBLICATIONS)


def publication_returned(publication: Publication) -> None:
    writer = publication.proposed_by
    if writer is None:
        return
    with in_staff_language():
        subject = _("A text of yours has been read")
        sentence = _("A text that you would publish has been read and has comments. It is here:")
        _mail(writer, "advice.proposal_returned", subject, sentence, PUBLICATIONS)


def purge_waits() -> None:
    """Tells the coordinators that nothing is ended or erased until one of them has looked."""
    sentence = _(
        "More conversations than usual would be closed or erased, or the clock of the machine does"
        " not seem right. Nothing is done before you have looked at it at the desk:"
    )
    with in_staff_language():
        for user in coordinators():
            _mail(user, "advice.purge_waits", _("A purge waits for you"), sentence, QUEUE)


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
    """The experts who can take it; when there is none, the coordinators."""
    return free_experts(conversation) or coordinators()


def free_experts(conversation: Conversation) -> list[User]:
    """Experts of the question's topics who are here and have room for one more.

    In the order of their accounts, as outbox.queue_mail asks.
    """
    experts = load.free_for(conversation).select_related("user").order_by("user_id")
    return [expert.user for expert in experts]


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


def _mail(  # noqa: PLR0913 -- the words of one mail
    user: User,
    kind: str,
    subject: str,
    sentence: str,
    page: str,
    *,
    coalesce: timedelta | None = COALESCE,
) -> None:
    body = f"{sentence}\n{absolute(reverse(page))}\n"
    outbox.queue_mail(kind=kind, to=user, subject=subject, body=body, coalesce=coalesce)


def in_staff_language() -> translation.override:
    """Staff mail is in the site's own language, whatever the asker's page was."""
    return translation.override(settings.LANGUAGE_CODE)
