"""Finding published answers: a page of the list, what is near one, and what other pages offer."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page as Piece
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.search.query import SearchQuery

from advice.models import AnswerIndexPage, PublishedAnswer
from home.choosing import Choosing, Question
from home.models import ServiceContact, Topic
from home.models.pages import for_everyone
from home.sharing import Part
from kokenet import plugins

SIZE = 12
MOST, ON_TOPIC, RELATED, HELP = 3, 4, 3, 4
MOST_ASKED, MOST_FOUND = 60, 6
TOPIC = "aihe"
DESCRIBED = 155


class Shelf:
    """A page of the list as the address asks for it."""

    def __init__(self, index: AnswerIndexPage, request: HttpRequest) -> None:
        self.index = index
        self.request = request
        self.topics = {one.slug: one for one in Topic.objects.filter(locale=index.locale_id)}
        named = [(topic.name, slug) for slug, topic in self.topics.items()]
        self.choosing = Choosing(request, [Question(TOPIC, _("Topic"), _("All topics"), named)])

    @cached_property
    def page(self) -> Piece:
        """The asked page; the first or the last when there is no such."""
        rows = PublishedAnswer.objects.shown().filter(locale=self.index.locale_id)
        if topic := self.choosing.get(TOPIC):
            rows = rows.filter(topics=self.topics[topic])
        rows = rows.select_related("locale").prefetch_related("topics")
        return Paginator(rows, SIZE).get_page(self.request.GET.get("page"))

    @property
    def answers(self) -> list[PublishedAnswer]:
        base = self.index.get_url(self.request) or ""
        return addressed(list(self.page.object_list), base)


def page_context(
    index: AnswerIndexPage, request: HttpRequest, answer: PublishedAnswer
) -> dict[str, Any]:
    """What an answer's own page draws."""
    base = index.get_url(request) or ""
    addressed([answer], base)
    keys = [topic.translation_key for topic in answer.topic_list]
    near = PublishedAnswer.objects.shown().filter(locale=index.locale_id).exclude(pk=answer.pk)
    services = ServiceContact.objects.filter(locale=index.locale_id).about(keys)
    return {
        "answer": answer,
        "list_url": base,
        "related": addressed(list(near.about(keys).select_related("locale")[:RELATED]), base),
        "services": services[:HELP],
        "part": Part(
            url=answer.address,
            title=answer.title,
            description=described(answer.question),
        ),
    }


def described(text: str) -> str:
    """The beginning of a text in one line, ended at a word."""
    line = " ".join(text.split())
    return line if len(line) <= DESCRIBED else line[:DESCRIBED].rpartition(" ")[0] + " …"


def list_url(request: HttpRequest, language: str) -> str:
    """Where the answers of a language are listed; empty when nowhere, or not for everyone."""
    pages = for_everyone(AnswerIndexPage.objects.filter(locale__language_code=language))
    page = pages.order_by("path").first()
    return page.get_url(request) or "" if page else ""


def answers_about(
    request: HttpRequest, topic_keys: list, language: str = "", *, most: int = MOST
) -> list[PublishedAnswer]:
    """The answers that fit these topics best, in the language being spoken."""
    language = language or get_language() or ""
    if not topic_keys:
        return []
    rows = PublishedAnswer.objects.shown().in_language(language).about(topic_keys)
    found = list(rows.select_related("locale")[:most])
    base = list_url(request, language) if found else ""
    return addressed(found, base) if base else []


def readings(request: HttpRequest, topic_keys: list) -> list[plugins.MenuItem]:
    found = answers_about(request, topic_keys)
    return [plugins.MenuItem(one.title, one.address) for one in found]


def on_topic(request: HttpRequest, topic: Topic) -> list[plugins.TopicPart]:
    """The answers on a topic, in the topic's own language."""
    answers = answers_about(request, [topic.translation_key], most=ON_TOPIC)
    if not answers:
        return []
    return [plugins.TopicPart("advice/parts/topic_answers.html", {"answers": answers}, order=20)]


def found(request: HttpRequest, query: SearchQuery, language: str) -> list[plugins.Finding]:
    """The answers that have the words looked for, for the page of search."""
    rows = PublishedAnswer.objects.filter(hidden=False).select_related("locale")
    alike = [row for row in rows.search(query)[:MOST_ASKED] if row.locale.language_code == language]
    base = list_url(request, language) if alike else ""
    if not base:
        return []
    return [plugins.Finding(_("Published answers"), addressed(alike, base)[:MOST_FOUND])]


def addressed(answers: list[PublishedAnswer], base: str) -> list[PublishedAnswer]:
    """Those of them that are as agreed, each with its address beneath the list's."""
    whole = [answer for answer in answers if answer.is_as_agreed]
    for answer in whole:
        answer.address = f"{base}{answer.slug}/"
    return whole


def address_of_published(request: HttpRequest, answer: PublishedAnswer) -> str:
    """Where everyone reads it; empty when nobody does just now."""
    if answer.hidden:
        return ""
    base = list_url(request, answer.locale.language_code)
    return f"{base}{answer.slug}/" if base else ""
