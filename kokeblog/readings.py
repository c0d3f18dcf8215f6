"""Stories offered to somebody who writes, or whose conversation has ended: never instead of it."""

from django.http import HttpRequest
from django.utils.translation import get_language

from kokeblog.models import StoryPage
from kokenet import plugins

MOST = 3


def stories_about(request: HttpRequest, topic_keys: list) -> list[plugins.MenuItem]:
    """The newest stories on one of these topics, in the language being spoken."""
    if not topic_keys:
        return []
    stories = StoryPage.objects.published().in_language(get_language() or "").about(topic_keys)
    newest = stories.defer_streamfields()[:MOST]
    return [plugins.MenuItem(story.title, story.get_url(request)) for story in newest]
