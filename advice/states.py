"""Where a conversation is, as its asker is told. What staff set aside looks like what waits."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from advice.models import Conversation, Status


@dataclass(frozen=True)
class State:
    """A sentence, and which mark stands before it (templates/components/state.html)."""

    kind: str
    sentence: str

    @classmethod
    def of(cls, conversation: Conversation) -> "State":
        if conversation.is_late:
            return cls("late", _("The answer is late, and we are sorry for that."))
        if conversation.status == Status.WRITING:
            return cls("writing", _("An expert by experience has your letter and is answering it."))
        if conversation.status == Status.ANSWERED:
            return cls("ready", _("You have an answer."))
        if conversation.status == Status.CLOSED:
            return cls("ready", _("This conversation has come to its end."))
        return cls("arrived", _("Your letter has arrived and waits for an expert by experience."))
