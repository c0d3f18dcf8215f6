"""Where a conversation is, as its asker is told. What staff set aside looks like what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.utils.translation import gettext as _

from advice.letters import Letter
from advice.models import Conversation, Status
from advice.models.conversation import UNCLAIMED
from trust import clock

#: A letter that nobody has taken with this much left may be late: the page says so beforehand.
NOBODY_YET = timedelta(hours=8)
#: So may one that is being written or read through, and not sent.
NOT_SENT_YET = timedelta(hours=3)

#: Which station each status is at; every other is at the first.
STEP: dict[str, int] = {Status.WRITING: 2, Status.REVIEW: 3, Status.ANSWERED: 3}


class Outlook(Enum):
    """Whether the promise will be kept, as far as one can tell."""

    GOOD = "good"
    UNCERTAIN = "uncertain"
    BROKEN = "broken"

    @classmethod
    def of(cls, conversation: Conversation) -> "Outlook":
        if conversation.due_at is None:
            return cls.GOOD
        if conversation.is_late:
            return cls.BROKEN
        margin = NOBODY_YET if conversation.status in UNCLAIMED else NOT_SENT_YET
        return cls.UNCERTAIN if conversation.due_at - clock.now() <= margin else cls.GOOD


@dataclass(frozen=True)
class State:
    """A sentence and the mark before it (components/state.html), and the way to the answer.

    `steps` are the stations of that way in words and `step` which of them is now, from 1; none
    when the conversation has ended.
    """

    kind: str
    sentence: str
    steps: tuple[str, ...]
    step: int
    outlook: Outlook
    changes_writer: bool

    @classmethod
    def of(cls, conversation: Conversation, letters: Sequence[Letter] = ()) -> "State":
        outlook = Outlook.of(conversation)
        kind, sentence = _late() if outlook is Outlook.BROKEN else _standing(conversation)
        return cls(
            kind=kind,
            sentence=sentence,
            steps=_steps(conversation),
            step=_step(conversation),
            outlook=outlook,
            changes_writer=_changes_writer(conversation, letters),
        )

    @property
    def is_uncertain(self) -> bool:
        return self.outlook is Outlook.UNCERTAIN

    @property
    def is_late(self) -> bool:
        return self.outlook is Outlook.BROKEN


def _late() -> tuple[str, str]:
    return "late", _("The answer is late, and we are sorry for that.")


def _standing(conversation: Conversation) -> tuple[str, str]:
    match conversation.status:
        case Status.WRITING:
            return "writing", _("An expert by experience has your letter and is answering it.")
        case Status.REVIEW:
            return "reading", _("Your answer has been written. Another person is reading it.")
        case Status.ANSWERED:
            return "ready", _("You have an answer.")
        case Status.CLOSED:
            return "closed", _("This conversation has come to its end.")
        case _:
            return "arrived", _("Your letter has arrived and waits for an expert by experience.")


def _steps(conversation: Conversation) -> tuple[str, ...]:
    """Not every letter is read by a second person: the way says so, and never that it was."""
    arrived, writing, answered = _("Arrived"), _("Being written"), _("Answered")
    if conversation.status == Status.CLOSED:
        return ()
    if conversation.status == Status.ANSWERED:
        return arrived, writing, answered
    if conversation.status == Status.REVIEW:
        return arrived, writing, _("Another person reads it"), answered
    return arrived, writing, _("Another person reads it if needed"), answered


def _step(conversation: Conversation) -> int:
    return STEP.get(conversation.status, 1)


def _changes_writer(conversation: Conversation, letters: Sequence[Letter]) -> bool:
    """Whether somebody else than the last to answer has it now, or nobody has."""
    writers = [letter.writer for letter in letters if letter.is_from_expert]
    return conversation.is_owed and bool(writers) and writers[-1] != conversation.expert_id
