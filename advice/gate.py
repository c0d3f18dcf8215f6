"""The second pair of eyes: which letters are read before they are sent, and by what parts."""

from django.utils.translation import gettext as _

from advice.models import Conversation
from advice.snippets import AdviceSettings
from expert_pool.models import Expert
from trust.templatetags.letters import PARAGRAPHS

#: A letter of more paragraphs is shown in this many parts, so that each can have its margin.
MOST_PARTS = 12


def why_read(conversation: Conversation, expert: Expert, *, wished: bool) -> list[str]:
    """Why this expert's letter is read by a second person before it is sent; empty: it is not."""
    reasons = []
    if expert.needs_second_reader:
        reasons.append(
            _("A second person reads your letters until the coordinator says otherwise.")
        )
    if has_reviewed_topic(conversation):
        reasons.append(_("A second person reads every letter on this topic."))
    if wished:
        reasons.append(_("You have wished that a second person reads this letter."))
    return reasons


def has_reviewed_topic(conversation: Conversation) -> bool:
    """Whether any site wants letters on one of its topics read, whatever the language."""
    reviewed = AdviceSettings.reviewed_topics.through.objects
    return reviewed.filter(topic__translation_key__in=conversation.topic_keys).exists()


def paragraphs(text: str) -> list[str]:
    """The letter's paragraphs; of a very long list those that follow each other go together."""
    found = [part for part in PARAGRAPHS.split(text.strip()) if part.strip()]
    size = -(-len(found) // MOST_PARTS) or 1
    return ["\n\n".join(found[nth : nth + size]) for nth in range(0, len(found), size)]
