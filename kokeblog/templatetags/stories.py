"""What a story's page says of the story to machines that read pages."""

from typing import Any
from urllib.parse import urljoin

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from home.sharing import card_of
from home.templatetags.site import footer, structured
from kokeblog.models import StoryPage

register = template.Library()


@register.simple_tag(takes_context=True)
def article_data(context: dict[str, Any], story: StoryPage) -> SafeString:
    """A schema.org Article as JSON-LD, inert inside its element; empty on a page not for all."""
    card = card_of(context["request"], story)
    if card is None:
        return mark_safe("")
    frame = footer(context)
    publisher = {"@type": "Organization", "name": frame.organisation or frame.name}
    data = {
        "@type": "Article",
        "headline": story.title,
        "description": story.introduction,
        "inLanguage": get_language(),
        "datePublished": story.first_published_at.isoformat(),
        "dateModified": story.last_published_at.isoformat(),
        "author": {"@type": "Person", "name": story.writer.alias},
        "publisher": publisher,
        "image": card.image.url,
        "mainEntityOfPage": urljoin(card.url, ""),
        "keywords": [topic.name for topic in story.topic_list],
    }
    return structured(data)
