"""A yes is to one exact text: what the writer of a sent story agreed to, and what not (ADR 0012).

Two revisions with the same words are the same text: a time set for publishing asks no new yes.
"""

import hashlib
import json
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Revision

from kokeblog.models import SentStory, StoryPage

#: What readers, machines and feeds are shown of a story, besides its topics.
WORDS = (
    "title", "seo_title", "search_description", "introduction", "writer", "side", "touches", "body",
    "helped", "picture",
)  # fmt: skip


def lacks_yes(story: StoryPage, revision: Revision | None) -> str:
    """Why the revision may not be published for want of the writer's yes; "" when nothing lacks.

    Without a revision the page itself is asked about. A story that nobody sent needs no yes here.
    """
    sent = _sent_of(story)
    if sent is None:
        return ""
    if sent.is_over:
        return _("The story has been withdrawn or declined. It cannot be published.")
    if not sent.agreed_to:
        return _(
            "The writer has not said yes to this story yet. Show it to them, and publish it when"
            " they have answered."
        )
    content = story.serializable_data() if revision is None else revision.content
    if fingerprint(content) != sent.agreed_to:
        return _(
            "The text is not the one that the writer has said yes to. Show it to them again, or go"
            " back to the text they have agreed to."
        )
    return ""


def fingerprint(content: dict[str, Any]) -> str:
    """Names the words of a story, given as a revision keeps them: the same words, the same name."""
    told: dict[str, Any] = {name: content.get(name) for name in WORDS}
    body = told["body"]
    told["body"] = _without_ids(json.loads(body) if isinstance(body, str) else body)
    told["topics"] = sorted(content.get("topics") or [])
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _without_ids(value: Any) -> Any:
    """A StreamField's value without the random names of its blocks."""
    if isinstance(value, list):
        return [_without_ids(one) for one in value]
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys()
        kept = value.items()
        return {name: _without_ids(one) for name, one in kept if not (is_block and name == "id")}
    return value


def _sent_of(story: StoryPage) -> SentStory | None:
    """As the database has it now: a revision or a copy in memory may be older."""
    named = Q(pk=story.sent_as_id) | Q(pages__pk=story.pk)
    return SentStory.objects.filter(named).first()
