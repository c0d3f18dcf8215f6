"""Takes a story back: out of the page and of everything that was made of it, for good."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtailmedia.models import get_media_model

from accounts.models import User
from home import postcards
from home.findable import drop_deleted_words
from home.models import Picture
from kokeblog import shelf
from kokeblog.models import Cause, StoryPage, Withdrawal
from kokeblog.models.withdrawal import address_of
from trust import audit, clock


@transaction.atomic
def withdraw(story: StoryPage, *, cause: Cause, by: User | str | None) -> list[int]:
    """Deletes the story with its translations and aliases; returns the numbers of the pages.

    With a page go its drafts and revisions, schedule, workflow, comments, readings and index
    entries. Pictures stay with the editors, without what was made of them for the story; a
    recording that nothing else uses goes as a whole. `by` None is the writer, by their number;
    audit.SYSTEM the purge.
    """
    stories = all_of(story)
    pks = [one.pk for one in stories]
    pictures, recordings = _only_in(stories, Picture), _only_in(stories, get_media_model())
    for one in stories:
        audit.record("kokeblog.withdraw", subject=one, by=by, reason=cause)
        if one.first_published_at:
            _leave_address(one, cause, by)
    for one in stories:
        Page.objects.get(pk=one.pk).delete()
    _forget(pks)
    drop_deleted_words()
    for picture in pictures:
        for rendition in picture.renditions.all():
            rendition.delete()
    for recording in recordings:
        recording.delete()
    keys = {str(one.translation_key) for one in stories}
    transaction.on_commit(lambda: _drop_copies(pks, keys))
    return pks


def all_of(story: StoryPage) -> list[StoryPage]:
    """The story, its translations, and every alias of them."""
    found = {story.pk}
    while True:
        known = StoryPage.objects.filter(pk__in=found)
        originals, keys = known.values("alias_of"), known.values("translation_key")
        near = Q(pk__in=originals) | Q(alias_of__in=found) | Q(translation_key__in=keys)
        rows = set(StoryPage.objects.filter(near).values_list("pk", flat=True))
        if rows == found:
            return list(StoryPage.objects.filter(pk__in=found).select_for_update(of=("self",)))
        found = rows


def _leave_address(story: StoryPage, cause: Cause, by: User | str | None) -> None:
    told = {"cause": cause, "by": by if isinstance(by, User) else None, "at": clock.now()}
    address = address_of(story.get_parent(), story.slug)
    Withdrawal.objects.update_or_create(address=address, defaults=told)


def _only_in(stories: list[StoryPage], model: Any) -> list[Any]:
    """The files of this kind that only these stories use, now or in a revision."""
    pks = [str(one.pk) for one in stories]
    used = {pk for one in stories for pk in _used_by(one, model)}
    elsewhere = ReferenceIndex.get_references_to_in_bulk(model.objects.filter(pk__in=used))
    pages = ContentType.objects.get_for_model(Page)
    elsewhere = elsewhere.exclude(base_content_type=pages, object_id__in=pks)
    shared = set(elsewhere.values_list("to_object_id", flat=True))
    return [one for one in model.objects.filter(pk__in=used) if str(one.pk) not in shared]


def _used_by(story: StoryPage, model: Any) -> Iterable[str]:
    """The keys of the files of this kind that the story or any revision of it shows."""
    texts = [story, *(revision.as_object() for revision in story.revisions.all())]
    for text in texts:
        for kind, pk, *_where in ReferenceIndex._extract_references_from_object(text):  # noqa: SLF001
            if kind == ReferenceIndex._get_base_content_type(model).pk:  # noqa: SLF001
                yield pk


def _forget(pks: list[int]) -> None:
    """What Wagtail keeps beside a page and does not delete with it; all of it has titles in it."""
    told = {"label": "–", "data": {}, "deleted": True}
    PageLogEntry.objects.filter(page_id__in=pks).update(**told)
    own = {
        "content_type": ContentType.objects.get_for_model(StoryPage),
        "object_id__in": [str(pk) for pk in pks],
    }
    FormState.objects.filter(**own).delete()
    EditingSession.objects.filter(**own).delete()


def _drop_copies(pks: list[int], keys: set[str]) -> None:
    """After commit: our own caches, and the landscapes drawn for those who show a link."""
    cache.delete_many([shelf.near_key(pk) for pk in pks])
    for key in keys:
        name = postcards.name_of(key)
        if default_storage.exists(name):
            default_storage.delete(name)
