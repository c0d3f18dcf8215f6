"""Opening a text on its way to being published, for the one whom a permission lets in."""

from dataclasses import dataclass

from advice.models import Conversation, Publication, PublishedAnswer, Publishing
from advice.public_text import PublicText
from trust.seal import Opening, SealBroken, open_text


@dataclass(frozen=True)
class Proposal:
    """A publication with its words and its reader's word; None when not there, or not opened."""

    publication: Publication
    text: PublicText | None
    word: str | None = None

    @property
    def seen(self) -> str:
        """What a page carries to tell which words were read on it."""
        return self.text.digest.hex() if self.text else ""

    @property
    def is_asked(self) -> bool:
        return self.publication.status == Publishing.ASKED

    @property
    def is_broken(self) -> bool:
        return self.publication.is_sealed and self.text is None


def proposal_of(conversation: Conversation, opening: Opening) -> Proposal | None:
    """What has been proposed of a conversation, whatever has become of it; None when nothing."""
    rows = conversation.publications.standing().select_related("expert")
    publication = rows.first()
    if publication is None:
        return None
    publication.conversation = conversation
    return opened(publication, opening)


def opened(publication: Publication, opening: Opening) -> Proposal:
    if not publication.is_sealed:
        return Proposal(publication, None)
    try:
        text = PublicText(
            title=open_text(publication, "title", opening),
            question=open_text(publication, "question", opening),
            answer=open_text(publication, "answer", opening),
            alias=publication.expert.alias,
            language=publication.conversation.language,
        )
        word = open_text(publication, "word", opening) if publication.word else None
    except SealBroken:
        return Proposal(publication, None)
    return Proposal(publication, text, word)


def published_of(receipt: bytes) -> PublishedAnswer | None:
    """What is public of the conversation with this receipt's fingerprint, hidden or not."""
    return PublishedAnswer.objects.select_related("locale").filter(receipt=receipt).first()
