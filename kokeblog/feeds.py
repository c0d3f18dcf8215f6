"""The stories as an Atom feed (RFC 4287), whole, in each language and of each topic."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from home.feeds import WholeAtom
from home.models import Topic
from home.sites import address_of
from kokeblog.models import StoryIndexPage, StoryPage

MOST = 20
TAG = re.compile(r"<[a-z][^>]*>")
SRCSET = re.compile(r'\bsrcset="[^"]*"')
#: The beginning of an address on the site itself; not of one that names a host.
CANDIDATE = re.compile(r'("|, *)/(?!/)')
ADDRESS = re.compile(r'\b(href|src|poster)="/(?!/)')


class StoryFeed(Feed):
    feed_type = WholeAtom

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Asked for anew each time: a story that its writer takes back is gone at once.
        view = cache_control(public=True, max_age=0, must_revalidate=True)(super().__call__)
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    def get_object(self, request: HttpRequest, topic: str = "") -> dict[str, Any]:
        """What is asked for: the list of stories in the language spoken, and the topic, if any."""
        language = get_language() or ""
        listing = StoryIndexPage.objects.live().public().filter(locale__language_code=language)
        found = listing.first()
        topics = Topic.objects.in_language(language).filter(slug=topic)
        chosen = topics.first() if topic else None
        if found is None or (topic and chosen is None):
            raise Http404
        return {"request": request, "index": found, "topic": chosen}

    def title(self, obj: dict[str, Any]) -> str:
        name: str = obj["index"].title
        return f"{name}: {obj['topic'].name}" if obj["topic"] else name

    def subtitle(self, obj: dict[str, Any]) -> str:
        return obj["topic"].description if obj["topic"] else obj["index"].introduction

    def link(self, obj: dict[str, Any]) -> str:
        address: str = obj["index"].get_url(obj["request"])
        return _at_home(obj["request"], address)

    def feed_url(self, obj: dict[str, Any]) -> str:
        topic = obj["topic"]
        name = (
            reverse("kokeblog:topic_feed", args=[topic.slug]) if topic else reverse("kokeblog:feed")
        )
        return _at_home(obj["request"], name)

    def feed_guid(self, obj: dict[str, Any]) -> str:
        return self.feed_url(obj)

    def items(self, obj: dict[str, Any]) -> Iterable[StoryPage]:
        stories = StoryPage.objects.published().child_of(obj["index"]).select_related("writer")
        if obj["topic"]:
            stories = stories.filter(topics=obj["topic"])
        found = list(stories.prefetch_related("topics")[:MOST])
        for story in found:
            story.feed_request = obj["request"]
        return found

    def item_title(self, item: StoryPage) -> str:
        return item.title

    def item_description(self, item: StoryPage) -> str:
        return item.introduction

    def item_link(self, item: StoryPage) -> str:
        return _at_home(item.feed_request, item.get_url(item.feed_request))

    def item_guid(self, item: StoryPage) -> str:
        return uuid5(item.translation_key, get_language() or "").urn

    def item_author_name(self, item: StoryPage) -> str:
        return item.writer.alias

    def item_categories(self, item: StoryPage) -> list[str]:
        return [topic.name for topic in item.topic_list]

    def item_pubdate(self, item: StoryPage) -> datetime:
        return item.first_published_at

    def item_updateddate(self, item: StoryPage) -> datetime:
        return item.last_published_at

    def item_extra_kwargs(self, item: StoryPage) -> dict[str, Any]:
        return {"content": whole(item)}


def whole(story: StoryPage) -> str:
    """The story as HTML for a feed reader: note, ingress, body, and what helped."""
    note = format_html("<p><em>{}: {}</em></p>", _("Heavy things in this story"), story.touches)
    ingress = format_html("<p><strong>{}</strong></p>", story.introduction)
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in story.helped_lines))
    helped = format_html("<p><strong>{}</strong></p><ul>{}</ul>", _("What helped"), lines)
    body = with_whole_addresses(story.body.render_as_block(), _at_home(story.feed_request, ""))
    return (note if story.touches else "") + ingress + body + (helped if lines else "")


def with_whole_addresses(html: str, origin: str) -> str:
    """Links and pictures of the site with its address: a feed reader shows them elsewhere."""

    def whole_tag(tag: re.Match[str]) -> str:
        told = ADDRESS.sub(rf'\1="{origin}/', tag[0])
        return SRCSET.sub(lambda found: CANDIDATE.sub(rf"\1{origin}/", found[0]), told)

    return TAG.sub(whole_tag, html)


def _at_home(request: HttpRequest, address: str) -> str:
    return address_of(request).rstrip("/") + address
