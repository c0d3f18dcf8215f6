"""Conversations as they come to be: through the real actions, never by setting columns."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from accounts.models import User
from advice import actions
from advice.models import AskForm, Conversation, Perspective, Status
from advice.wishes import Wish
from home.models import Topic
from trust import receipts


def make_form(title: str = "Kysy", **fields: Any) -> AskForm:
    locale = Topic._meta.get_field("locale").related_model.get_default()
    return AskForm.objects.create(title=title, locale=locale, **fields)


def make_conversation(
    text: str = "Mitä voisin tehdä?",
    *,
    topics: Iterable[Topic] = (),
    wish: str | Wish = "",
    perspective: str = Perspective.SELF,
    language: str = "fi",
    urgent: bool = False,
    notify_email: str = "",
    hours: int = 72,
    limit: int = 5,
    status: str = Status.WAITING,
    by: User | None = None,
    answer: str = "Kiitos, että kirjoitit.",
    number: str = "",
) -> Conversation:
    """A question in the given status; from WRITING on `by` is the expert who has it.

    CLOSED comes of a conversation of one message that has been answered.
    """
    question = actions.Question(
        form=make_form(),
        text=text,
        topics=list(topics),
        perspective=perspective,
        wish=Wish(words=wish) if isinstance(wish, str) else wish,
        language=language,
        urgent=urgent,
        promise_hours=hours,
        message_limit=1 if status == Status.CLOSED else limit,
        suspicious=status == Status.QUARANTINED,
        notify_email=notify_email,
    )
    with translation.override(language):
        conversation = actions.ask(question, number=number or receipts.new_number())
    if status not in (Status.QUARANTINED, Status.WAITING):
        actions.claim(conversation, by=by)
    if status == Status.REVIEW:
        actions.ask_reading(conversation, text=answer, answers=1, wished=True, by=by)
    if status in (Status.ANSWERED, Status.CLOSED):
        actions.send_answer(conversation, text=answer, answers=1, by=by)
    conversation.refresh_from_db()
    assert conversation.status == status
    return conversation
