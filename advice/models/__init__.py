"""Conversations: a person's question, an expert's answer, a few letters more, and their ending."""

from advice.models.answers import AnswerIndexPage, ChangedText, PublishedAnswer
from advice.models.around import Alarm, Grant, Note, SteppedAside
from advice.models.conversation import (
    IN_HAND,
    OWED,
    Conversation,
    ConversationQuerySet,
    Ending,
    Perspective,
    Status,
)
from advice.models.ending import (
    Event,
    Feedback,
    FeedbackQuerySet,
    HeldPurge,
    Tally,
    Tombstone,
    WriterTally,
)
from advice.models.gate import MarginComment, Review, Verdict
from advice.models.letters import Author, Draft, Message
from advice.models.publication import Publication, Publishing
from advice.snippets import AdviceSettings, AskForm, Phrase, ServiceBreak

__all__ = [
    "IN_HAND",
    "OWED",
    "AdviceSettings",
    "Alarm",
    "AnswerIndexPage",
    "AskForm",
    "Author",
    "ChangedText",
    "Conversation",
    "ConversationQuerySet",
    "Draft",
    "Ending",
    "Event",
    "Feedback",
    "FeedbackQuerySet",
    "Grant",
    "HeldPurge",
    "MarginComment",
    "Message",
    "Note",
    "Perspective",
    "Phrase",
    "Publication",
    "PublishedAnswer",
    "Publishing",
    "Review",
    "ServiceBreak",
    "Status",
    "SteppedAside",
    "Tally",
    "Tombstone",
    "Verdict",
    "WriterTally",
]
