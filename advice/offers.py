"""What the asker is told of publishing on their conversation's page."""

from dataclasses import dataclass

from django.http import HttpRequest

from advice.answers import address_of_published
from advice.models import Conversation, PublishedAnswer, Publishing
from advice.proposals import Proposal, published_of
from advice.public_text import PublicText


@dataclass(frozen=True)
class Offer:
    """Either words to say yes or no to, or what is public; `url` is empty while it is hidden."""

    text: PublicText | None = None
    published: PublishedAnswer | None = None
    url: str = ""

    @property
    def seen(self) -> str:
        return self.text.digest.hex() if self.text else ""


def offer_of(
    request: HttpRequest, conversation: Conversation, proposal: Proposal | None
) -> Offer | None:
    """None while there is nothing for the asker to know: a proposal being read is the desk's."""
    if proposal is None:
        return None
    match proposal.publication.status:
        case Publishing.ASKED if proposal.text:
            return Offer(text=proposal.text)
        case Publishing.PUBLISHED:
            published = published_of(bytes(conversation.receipt))
            url = address_of_published(request, published) if published else ""
            return Offer(published=published, url=url) if published else None
        case _:
            return None
