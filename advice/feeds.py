"""Published answers as an Atom feed (RFC 4287), whole, in the language of their list."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from advice.answers import addressed
from advice.models import AnswerIndexPage, PublishedAnswer
from advice.models.answers import FEED
from home.feeds import WholeAtom
from home.sites import address_of
from trust import clock
from trust.templatetags.letters import letter

MOST = 20


class AnswerFeed(Feed):
    feed_type = WholeAtom

    def get_object(self, request: HttpRequest, index: AnswerIndexPage) -> dict[str, Any]:
        return {"request": request, "index": index}

    def title(self, obj: dict[str, Any]) -> str:
        name: str = obj["index"].title
        return name

    def subtitle(self, obj: dict[str, Any]) -> str:
        words: str = obj["index"].introduction
        return words

    def link(self, obj: dict[str, Any]) -> str:
        return _at_home(obj, obj["index"].get_url(obj["request"]))

    def feed_url(self, obj: dict[str, Any]) -> str:
        return _at_home(obj, obj["index"].part_url(obj["request"], FEED))

    def feed_guid(self, obj: dict[str, Any]) -> str:
        return self.feed_url(obj)

    def items(self, obj: dict[str, Any]) -> Iterable[PublishedAnswer]:
        rows = PublishedAnswer.objects.shown().filter(locale=obj["index"].locale_id)
        newest = rows.select_related("locale").prefetch_related("topics")[:MOST]
        return addressed(list(newest), self.link(obj))

    def item_title(self, item: PublishedAnswer) -> str:
        return item.title

    def item_description(self, item: PublishedAnswer) -> str:
        return item.question

    def item_link(self, item: PublishedAnswer) -> str:
        address: str = item.address
        return address

    def item_guid(self, item: PublishedAnswer) -> str:
        return uuid5(NAMESPACE_URL, f"published-answer/{item.slug}").urn

    def item_author_name(self, item: PublishedAnswer) -> str:
        return item.alias

    def item_categories(self, item: PublishedAnswer) -> list[str]:
        return [topic.name for topic in item.topic_list]

    def item_pubdate(self, item: PublishedAnswer) -> datetime:
        """The month's first day: nearer than the month nobody is told."""
        return datetime.combine(item.month, time(), clock.HELSINKI)

    item_updateddate = item_pubdate

    def item_extra_kwargs(self, item: PublishedAnswer) -> dict[str, Any]:
        return {"content": whole(item)}


def whole(answer: PublishedAnswer) -> str:
    """The question and the answer as HTML for a feed reader."""
    return format_html(
        "<h2>{}</h2>{}<h2>{}</h2>{}",
        _("Question"),
        letter(answer.question),
        _("%(alias)s answers") % {"alias": answer.alias},
        letter(answer.answer),
    )


def _at_home(obj: dict[str, Any], address: str) -> str:
    return urljoin(address_of(obj["request"]), address)
