"""What a published answer's page says of itself to machines that read pages."""

from typing import Any

from django import template
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from advice.models import PublishedAnswer
from home.sharing import card_of
from home.templatetags.site import structured

register = template.Library()


@register.simple_tag(takes_context=True)
def qa_data(context: dict[str, Any], answer: PublishedAnswer) -> SafeString:
    """A schema.org QAPage as JSON-LD; empty on a page not for all."""
    card = card_of(context["request"], context["page"], context["part"])
    if card is None:
        return SafeString("")
    month = answer.month.isoformat()
    question = {
        "@type": "Question",
        "name": answer.title,
        "text": answer.question,
        "answerCount": 1,
        "datePublished": month,
        "inLanguage": answer.locale.language_code,
        "author": {"@type": "Person", "name": pgettext("author of a question", "Asker")},
        "acceptedAnswer": {
            "@type": "Answer",
            "text": answer.answer,
            "datePublished": month,
            "url": card.url,
            "upvoteCount": 0,
            "author": {"@type": "Person", "name": answer.alias},
        },
    }
    return structured({"@type": "QAPage", "url": card.url, "mainEntity": question})


@register.filter
def month_words(answer: PublishedAnswer) -> str:
    """The month and year in words: "marraskuussa 2026"."""
    # Translators: a month and its year, in Django's date letters; in Finnish "F Y"
    return formats.date_format(answer.month, pgettext("date form", "F Y"))
