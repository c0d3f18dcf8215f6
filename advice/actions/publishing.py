"""A text on its way to the asker: proposed, read by a second person, returned, dropped.

Its words are opened before the transaction begins; under the row's lock they are compared with
what the person saw, so that nobody decides on a text that has changed meanwhile.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import notices
from advice.actions.rows import locked
from advice.models import Author, Conversation, Publication, Publishing
from advice.proposals import Proposal
from expert_pool.models import Expert
from trust import audit, clock
from trust.refusals import Refusal
from trust.seal import seal_text

WORDS = ("title", "question", "answer")
#: A text that its writer may still change.
EDITABLE = (Publishing.PROPOSED, Publishing.RETURNED)


@transaction.atomic
def propose(
    conversation: Conversation, *, title: str, question: str, answer: str, by: User
) -> Publication:
    """Seals a text to be read by a second person, who is told; or changes one not yet let on.

    It is signed by whoever answered last. Raises Refusal when the asker has it before them or has
    decided: nobody asks twice.
    """
    conversation = locked(conversation)
    expert = writer_of(conversation)
    if expert is None:
        raise Refusal(_("Nothing has been answered in this conversation yet."))
    publication = conversation.publications.standing().select_for_update().first()
    if publication is None:
        publication = Publication(conversation=conversation)
    elif publication.status not in EDITABLE:
        raise Refusal(_settled(publication))
    publication.conversation = conversation
    publication.expert = expert
    publication.proposed_by = by
    publication.reader = None
    publication.status = Publishing.PROPOSED
    publication.proposed_at = clock.now()
    publication.word = b""
    for field, text in zip(WORDS, (title, question, answer), strict=True):
        setattr(publication, field, seal_text(publication, field, text))
    publication.save()
    audit.record("advice.propose", subject=conversation, by=by)
    notices.publication_waits(publication, by=by)
    return publication


@transaction.atomic
def put_to_asker(proposal: Proposal, *, seen: bytes, by: User) -> Publication:
    """The second reader lets the text they saw (its digest) go to its asker, who decides."""
    publication = _moved(proposal.publication, Publishing.ASKED, by=by)
    require_as_seen(publication, proposal, seen)
    publication.word = b""
    publication.reader = by
    publication.save(update_fields=["status", "word", "reader"])
    audit.record("advice.put_to_asker", subject=publication.conversation, by=by)
    return publication


@transaction.atomic
def return_proposal(proposal: Proposal, *, seen: bytes, word: str, by: User) -> Publication:
    """The second reader returns the text with a word; its writer is told by mail."""
    if not any(character.isalpha() for character in word):
        raise Refusal(_("Write in a few words what should change."), status=422)
    publication = _moved(proposal.publication, Publishing.RETURNED, by=by)
    require_as_seen(publication, proposal, seen)
    publication.word = seal_text(publication, "word", word)
    publication.reader = by
    publication.save(update_fields=["status", "word", "reader"])
    audit.record("advice.return_proposal", subject=publication.conversation, by=by)
    notices.publication_returned(publication)
    return publication


@transaction.atomic
def drop(publication: Publication, *, by: User) -> None:
    """Its writer thinks better of it before the asker has decided. Its words go."""
    publication = _moved(publication, Publishing.DROPPED, by=by)
    empty(publication)
    audit.record("advice.drop_proposal", subject=publication.conversation, by=by)


def writer_of(conversation: Conversation) -> Expert | None:
    """The expert who answered last, and signs."""
    answers = conversation.messages.filter(author=Author.EXPERT).select_related("expert__user")
    last = answers.order_by("-position").first()
    return last.expert if last else None


def locked_publication(publication: Publication) -> Publication:
    """The row as it is now, with its conversation locked. Raises Erased, or Refusal when gone."""
    conversation = locked(publication.conversation)
    found = conversation.publications.select_for_update().select_related("expert__user")
    row = found.filter(pk=publication.pk).first()
    if row is None:
        raise Refusal(_moved_on())
    row.conversation = conversation
    return row


def empty(publication: Publication) -> None:
    """Saves it without its words: they are public by now, or not wanted."""
    publication.title = publication.question = publication.answer = publication.word = b""
    publication.save(update_fields=["status", "digest", *WORDS, "word"])


def _moved(publication: Publication, to: Publishing, *, by: User) -> Publication:
    """The locked row in its new status, not saved yet. The writer never reads for themselves."""
    row = locked_publication(publication)
    if not Publishing(row.status).can_become(to):
        raise Refusal(_moved_on())
    if to != Publishing.DROPPED and by.pk in (row.proposed_by_id, row.expert.user_id):
        raise Refusal(_("Somebody else than its writer reads the text."))
    row.status = to
    return row


def require_as_seen(publication: Publication, proposal: Proposal, seen: bytes) -> None:
    """That a person saw exactly the words that lie in this locked row. Raises Refusal.

    `proposal` is what was opened just before, `seen` the digest that the person's page carried.
    """
    same = all(getattr(publication, one) == getattr(proposal.publication, one) for one in WORDS)
    if proposal.text is None or not same or proposal.text.digest != seen:
        raise Refusal(_("The text has changed in the meantime. Read it once more."))


def _moved_on() -> str:
    return _("This text has moved on in the meantime. Open it again.")


def _settled(publication: Publication) -> str:
    match publication.status:
        case Publishing.ASKED:
            return _("The asker has the text before them. Drop it first if it must change.")
        case Publishing.PUBLISHED:
            return _("An answer of this conversation has been published already.")
        case _:
            return _("The asker has said no. Nobody asks them twice.")
