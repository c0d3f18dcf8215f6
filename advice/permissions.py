"""Who may do what with one conversation. Rows come from Conversation.objects; both agree.

Each answer is a Permit: true or false, with who asked and about what. Decrypting a text needs it
(trust.audit.opening), so content cannot be reached around these functions. is_superuser counts
for nothing here.
"""

from collections.abc import Iterable

from accounts.models import Role, User
from advice.models import (
    IN_HAND,
    Author,
    Conversation,
    Feedback,
    HeldPurge,
    Note,
    Publication,
    PublishedAnswer,
    Status,
)
from expert_pool.permissions import expert_of
from trust.audit import SYSTEM, Permit


def may_read_as_asker(conversation: Conversation) -> Permit:
    """The bearer of the receipt number, or of a ticket made from it, reads their conversation."""
    return Permit(allowed=True, act="advice.read", subject=conversation, actor=None)


def may_use_address(conversation: Conversation) -> Permit:
    """The outbox alone, for the one mail that the asker wished for; no person ever."""
    return Permit(allowed=True, act="advice.notify", subject=conversation, actor=SYSTEM)


def may_see_wish(user: User, conversation: Conversation) -> Permit:
    """The wish stands on the page before the question, and in the queue."""
    return may_see_wishes(user, [conversation])[0]


def may_see_wishes(user: User, conversations: Iterable[Conversation]) -> list[Permit]:
    """`may_see_wish` for a whole list in one query; nobody sees it of what another has taken."""
    asked = list(conversations)
    seen = Conversation.objects.wish_seen_by(user).filter(pk__in=[one.pk for one in asked])
    allowed = set(seen.values_list("pk", flat=True))
    return [_permit(user, "advice.wish", one, allowed=one.pk in allowed) for one in asked]


def may_open(user: User, conversation: Conversation) -> Permit:
    """Reading an unclaimed question: experts of its topics and coordinators, after saying so."""
    allowed = Conversation.objects.queue_of(user).filter(pk=conversation.pk).exists()
    return _permit(user, "advice.open", conversation, allowed=allowed)


def may_read(user: User, conversation: Conversation) -> Permit:
    """Reading a conversation one has taken."""
    return _permit(user, "advice.read", conversation, allowed=_owns(user, conversation))


def may_claim(user: User, conversation: Conversation) -> Permit:
    """Taking a question of one's own topics. Whether it is still free, the claim itself finds."""
    allowed = (
        user.has_role(Role.EXPERT)
        and conversation.status != Status.QUARANTINED
        and Conversation.objects.filter(pk=conversation.pk)
        .on_topics_of(user)
        .not_stepped_aside(user)
        .exists()
    )
    return _permit(user, "advice.claim", conversation, allowed=allowed)


def may_answer(user: User, conversation: Conversation) -> Permit:
    """Writing and sending an answer, keeping a draft, releasing: one's own claim only."""
    return _permit(user, "advice.answer", conversation, allowed=_owns(user, conversation))


def may_read_gated(user: User, conversation: Conversation) -> Permit:
    """Reading another's letter before it is sent, commenting on it, returning or letting it go."""
    allowed = Conversation.objects.gated_for(user).filter(pk=conversation.pk).exists()
    return _permit(user, "advice.read_gated", conversation, allowed=allowed)


def may_assign(user: User, conversation: Conversation) -> Permit:
    """Giving a question to a named expert, also one that another has taken and not answered."""
    can_be_given = conversation.status in (Status.WAITING, *IN_HAND)
    allowed = user.has_role(Role.COORDINATOR) and can_be_given and not is_aside(user, conversation)
    return _permit(user, "advice.assign", conversation, allowed=allowed)


def may_check(user: User, conversation: Conversation) -> Permit:
    """Reading what was set aside as suspicious, and letting it into the queue."""
    allowed = Conversation.objects.to_check_by(user).filter(pk=conversation.pk).exists()
    return _permit(user, "advice.check", conversation, allowed=allowed)


def may_note(user: User, conversation: Conversation) -> Permit:
    """Writing notes beside the letters: whoever has it, or has opened it with a reason."""
    rows = Conversation.objects
    theirs = rows.claimed_by(user), rows.granted_to(user)
    allowed = any(seen.filter(pk=conversation.pk).exists() for seen in theirs)
    return _permit(user, "advice.note", conversation, allowed=allowed)


def may_remove_note(user: User, note: Note) -> Permit:
    """Its writer, while they may write notes there."""
    allowed = note.author_id == user.pk and bool(may_note(user, note.conversation))
    return _permit(user, "advice.remove_note", note.conversation, allowed=allowed)


def may_follow(user: User, conversation: Conversation) -> Permit:
    """Seeing where it stands and what can be done to it: coordinators. Opens no letter."""
    return _permit(user, "advice.follow", conversation, allowed=_follows(user, conversation))


def may_open_with_reason(user: User, conversation: Conversation) -> Permit:
    """Opening what another expert has, for a stated reason: coordinators."""
    expert = conversation.expert
    others = expert is not None and expert.user_id != user.pk
    allowed = others and _follows(user, conversation)
    return _permit(user, "advice.open_with_reason", conversation, allowed=allowed)


def may_read_granted(user: User, conversation: Conversation) -> Permit:
    """Reading what one has opened with a reason, while the opening lasts."""
    allowed = Conversation.objects.granted_to(user).filter(pk=conversation.pk).exists()
    return _permit(user, "advice.read_granted", conversation, allowed=allowed)


def may_close(user: User, conversation: Conversation) -> Permit:
    """Ending a conversation, without reading it; what is set aside is let in or discarded."""
    set_aside = conversation.status == Status.QUARANTINED
    allowed = not set_aside and _follows(user, conversation)
    return _permit(user, "advice.close", conversation, allowed=allowed)


def may_erase(user: User, conversation: Conversation) -> Permit:
    """Erasing when its asker has asked for it, without reading it: coordinators."""
    return _permit(user, "advice.erase", conversation, allowed=_follows(user, conversation))


def may_read_feedback(user: User, given: Iterable[Feedback]) -> list[Permit]:
    """What askers said in words: the expert to whom it was said, and coordinators. In one query.

    Each permit is of the conversation whose key seals the words.
    """
    asked = list(given)
    rows = Feedback.objects.filter(pk__in=[one.pk for one in asked])
    allowed = set((rows.told_to(user) | rows.seen_by(user)).values_list("pk", flat=True))
    return [
        Permit(one.pk in allowed, "advice.read_feedback", one.conversation, user) for one in asked
    ]


def may_let_purge(user: User, held: HeldPurge) -> Permit:
    """Letting a purge go on that waits for a person: coordinators."""
    allowed = user.has_role(Role.COORDINATOR)
    return Permit(allowed=allowed, act="advice.let_purge", subject=held, actor=user)


def reads_for_others(user: User) -> bool:
    """Whether letters at the gate are theirs to read at all: coordinators' and some experts'."""
    expert = expert_of(user)
    return user.has_role(Role.COORDINATOR) or bool(expert and expert.reads_for_others)


def may_step_aside(user: User, conversation: Conversation) -> Permit:
    """Whoever comes upon it may know its writer, whoever has it."""
    allowed = Conversation.objects.met_by(user).filter(pk=conversation.pk).exists()
    return _permit(user, "advice.step_aside", conversation, allowed=allowed)


def may_propose(user: User, conversation: Conversation) -> Permit:
    """Rewriting for everyone what one has answered, or has opened with a reason; and dropping it.

    Whoever has it while an answer is owed has that to write first.
    """
    rows = Conversation.objects
    theirs = rows.claimed_by(user), rows.granted_to(user)
    allowed = (
        conversation.status in (Status.ANSWERED, Status.CLOSED)
        and conversation.messages.filter(author=Author.EXPERT).exists()
        and any(seen.filter(pk=conversation.pk).exists() for seen in theirs)
    )
    return _permit(user, "advice.propose", conversation, allowed=allowed)


def may_read_proposal(user: User, publication: Publication) -> Permit:
    """Reading what another would publish, returning it or letting it go to the asker."""
    allowed = Publication.objects.to_read_by(user).filter(pk=publication.pk).exists()
    return _permit(user, "advice.read_proposal", publication.conversation, allowed=allowed)


def may_hide(user: User, published: PublishedAnswer) -> Permit:
    """Hiding what is public and showing it again: coordinators. Nobody changes its words."""
    allowed = user.has_role(Role.COORDINATOR)
    return Permit(allowed=allowed, act="advice.hide_answer", subject=published, actor=user)


def may_call(user: User, conversation: Conversation) -> Permit:
    """Calling the coordinators: an expert who reads it, before taking it, after, or at the gate."""
    rows = Conversation.objects
    mine = rows.queue_of(user), rows.claimed_by(user), rows.gated_for(user)
    allowed = user.has_role(Role.EXPERT) and any(
        seen.filter(pk=conversation.pk).exists() for seen in mine
    )
    return _permit(user, "advice.raise_alarm", conversation, allowed=allowed)


def may_take_call(user: User, conversation: Conversation) -> Permit:
    """Coordinators, but for one who has stepped aside. Opens no letter."""
    allowed = user.has_role(Role.COORDINATOR) and not is_aside(user, conversation)
    return _permit(user, "advice.take_alarm", conversation, allowed=allowed)


def may_mark_heavy(user: User, conversation: Conversation) -> Permit:
    """The expert who has it, or a coordinator, who does not need to read it for that."""
    coordinates = user.has_role(Role.COORDINATOR) and conversation.expert_id is not None
    allowed = _owns(user, conversation) or (coordinates and not is_aside(user, conversation))
    return _permit(user, "advice.mark_heavy", conversation, allowed=allowed)


def is_aside(user: User, conversation: Conversation) -> bool:
    """Whether this person has stepped aside: nothing of the conversation is theirs to see."""
    return conversation.stepped_aside.filter(user=user).exists()


def _owns(user: User, conversation: Conversation) -> bool:
    return Conversation.objects.claimed_by(user).filter(pk=conversation.pk).exists()


def _follows(user: User, conversation: Conversation) -> bool:
    return Conversation.objects.followed_by(user).filter(pk=conversation.pk).exists()


def _permit(user: User, act: str, conversation: Conversation, *, allowed: bool) -> Permit:
    return Permit(allowed=allowed, act=act, subject=conversation, actor=user)
