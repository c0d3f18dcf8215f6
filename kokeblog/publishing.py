"""What must be in order before a story's words go out. Every way to live passes here.

`StoryPage.save` lets no row be live whose words are hindered, whoever saves it and how;
`StoryPage.publish` refuses earlier, so that nothing hindered is scheduled either; and what the
admin offers (kokeblog.admin) asks the same question, so that it offers nothing that cannot be done.

A condition is a function of a story and of the fingerprint of the words that would be out; it
answers with a sentence when they may not be, and with an empty one when they may.
"""

import hashlib
import json
from collections.abc import Callable, Collection
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import Revision

from kokeblog.consent import lacks_yes
from kokeblog.models import Reading, StoryPage
from trust import audit
from trust.refusals import Refusal

Condition = Callable[[StoryPage, str], str | Promise]

#: The fields of a story that readers, machines and feeds are shown.
WORDS = (
    "title", "seo_title", "search_description", "introduction", "writer", "side", "touches", "body",
    "helped", "picture",
)  # fmt: skip
#: What in a row decides what is out.
OUT = frozenset({"live", "topics", *WORDS})


def unread(story: StoryPage, words: str) -> str:
    """Somebody else than their author must have read the words and ticked the checklist."""
    if Reading.objects.of_words(story, words).exists():
        return ""
    return _("Nobody else has read this text yet.")


#: In the order in which they are told.
CONDITIONS: list[Condition] = [lacks_yes, unread]


def hindrances(story: StoryPage, revision: Revision | None) -> list[str]:
    """Why the story may not be out with the words of this revision; empty when it may.

    None stands for the story as it is, saved or not.
    """
    content = story.serializable_data() if revision is None else revision.content
    words, original = fingerprint(content), original_of(story)
    return [str(said) for condition in CONDITIONS if (said := condition(original, words))]


def guard(story: StoryPage, revision: Revision | None = None) -> None:
    """Raises Refusal unless the story may be out with these words."""
    if reasons := hindrances(story, revision):
        raise Refusal(" ".join(reasons))


def before_save(story: StoryPage, update_fields: Collection[str] | None) -> None:
    """Called with each row before it is written; `update_fields` as in Model.save.

    A new row is a draft, also as a copy or an alias of what is out: nobody has read it there.
    """
    if update_fields is None and not story._state.adding:
        _require_there(story)
    if not story.live:
        if update_fields is not None and "live_revision" in update_fields:
            # Wagtail's copy, which asked for a live one, goes on as if it had got it.
            _as_draft(story)
        return
    if update_fields is not None and not OUT.intersection(update_fields):
        return
    if story._state.adding:
        _as_draft(story)
    elif update_fields is None:
        guard(story)
    else:
        # The row would get some of its words from here, and have others that nobody looked at.
        raise Refusal(_("A story is published as a whole."))


def set_aside(story: StoryPage, revision: Revision) -> None:
    """Takes from the schedule what came due and may not be out. It stays a draft, with its time."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    audit.record("kokeblog.publish", subject=story, by=audit.SYSTEM, outcome="refused")


def _require_there(story: StoryPage) -> None:
    """Holds the row until it is written. Saved over a story that was taken back in the meantime,
    it would bring the story back. Raises Refusal."""
    rows = StoryPage.objects.select_for_update(of=("self",)).defer_streamfields()
    if rows.filter(pk=story.pk).first() is None:
        raise Refusal(_("The story has been taken back."))


def _as_draft(story: StoryPage) -> None:
    story.live, story.has_unpublished_changes = False, True
    story.live_revision = story.first_published_at = story.last_published_at = None


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
        return {
            name: _without_ids(one)
            for name, one in value.items()
            if not (is_block and name == "id")
        }
    return value


def original_of(story: StoryPage) -> StoryPage:
    """What an alias says after; any other story says its own words."""
    while story.alias_of_id:
        story = StoryPage.objects.get(pk=story.alias_of_id)
    return story
