"""A text on its way to being published, through the real actions."""

from typing import Any

from accounts.models import User
from advice import actions
from advice.models import Conversation, Publication, PublishedAnswer
from advice.permissions import may_propose, may_read_as_asker, may_read_proposal
from advice.proposals import Proposal, opened, proposal_of
from tests.advice.factories import make_conversation
from trust import audit

TITLE = "Miten kerron peleistä kotona?"
QUESTION = "Olen salannut pelaamisen puolisoltani.\n\nMistä aloitan?"
PUBLIC_ANSWER = "Minä aloitin yhdestä lauseesta.\n\nSinun ei tarvitse kertoa kaikkea kerralla."
WORDS = {"title": TITLE, "question": QUESTION, "answer": PUBLIC_ANSWER}


def answered(by: User, **fields: Any) -> Conversation:
    """A conversation that `by` has answered, and the asker may still write in."""
    return make_conversation(by=by, status="answered", **fields)


def proposed(conversation: Conversation, by: User, **changes: str) -> Publication:
    return actions.propose(conversation, **(WORDS | changes), by=by)


def read_by(user: User, publication: Publication) -> Proposal:
    found = Publication.objects.select_related("conversation", "expert").get(pk=publication.pk)
    return opened(found, audit.opening(may_read_proposal(user, found)))


def asked(conversation: Conversation, by: User, reader: User, **changes: str) -> Publication:
    """Proposed and read: the asker has it before them."""
    shown = read_by(reader, proposed(conversation, by, **changes))
    return actions.put_to_asker(shown, seen=bytes.fromhex(shown.seen), by=reader)


def as_asker(conversation: Conversation) -> Proposal:
    found = proposal_of(conversation, audit.opening(may_read_as_asker(conversation)))
    assert found is not None
    return found


def published(conversation: Conversation, by: User, reader: User, **changes: str) -> Any:
    """Said yes to: the public answer."""
    asked(conversation, by, reader, **changes)
    shown = as_asker(conversation)
    actions.agree(shown, seen=bytes.fromhex(shown.seen))
    return PublishedAnswer.objects.get(receipt=bytes(conversation.receipt))


def by_writer(user: User, conversation: Conversation) -> Proposal:
    found = proposal_of(conversation, audit.opening(may_propose(user, conversation)))
    assert found is not None
    return found
