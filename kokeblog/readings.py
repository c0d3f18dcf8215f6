"""Stories offered to somebody who writes, or whose conversation has ended: never instead of it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from home.frame import frame_of
from home.models import Topic
from kokeblog.models import StoryIndexPage, StoryPage
from kokenet import plugins

MOST = 3
ON_TOPIC = 6


def stories_about(request: HttpRequest, topic_keys: list) -> list[plugins.MenuItem]:
    """The newest stories on one of these topics, in the language being spoken."""
    if not topic_keys:
        return []
    stories = StoryPage.objects.published().in_language(get_language() or "").about(topic_keys)
    newest = stories.defer_streamfields()[:MOST]
    return [plugins.MenuItem(story.title, story.get_url(request)) for story in newest]


def feeds(request: HttpRequest, topic: Topic | None) -> list[plugins.MenuItem]:
    """The feed of all stories in the language being spoken, or of those on a topic.

    None when neither menu nor footer leads to a list of stories.
    """
    listing = frame_of(request, None).first_of(StoryIndexPage)
    if listing is None:
        return []
    if topic is None:
        return [plugins.MenuItem(listing.label, reverse("kokeblog:feed"))]
    url = reverse("kokeblog:topic_feed", args=[topic.slug])
    return [plugins.MenuItem(f"{listing.label}: {topic.name}", url)]


def on_topic(topic: Topic) -> list[plugins.TopicPart]:
    """The newest stories on a topic, in the topic's own language."""
    rows = StoryPage.objects.published().filter(topics=topic).select_related("writer", "picture")
    stories = list(rows.defer_streamfields()[:ON_TOPIC])
    if not stories:
        return []
    context = {"stories": stories, "topic": topic}
    return [plugins.TopicPart("kokeblog/parts/topic_stories.html", context, order=10)]
