"""Stories offered to somebody who writes, or whose conversation has ended: never instead of it."""

from django.http import HttpRequest
from django.utils.translation import get_language

from home.models import Topic
from kokeblog.models import StoryPage
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


def on_topic(topic: Topic) -> list[plugins.TopicPart]:
    """The newest stories on a topic, in the topic's own language."""
    rows = StoryPage.objects.published().filter(topics=topic).select_related("writer", "picture")
    stories = list(rows.defer_streamfields()[:ON_TOPIC])
    if not stories:
        return []
    context = {"stories": stories, "topic": topic}
    return [plugins.TopicPart("kokeblog/parts/topic_stories.html", context, order=10)]
