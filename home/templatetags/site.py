"""What base.html and its components ask of the site.

A template rendered with `offline` true (the page for a broken server) gets what needs no database.
"""

import json
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import _json_script_escapes  # type: ignore[attr-defined]
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from home import help as help_numbers
from home import reach
from home import sharing as sharing_pages
from home.frame import Frame, frame_of
from home.links import LanguageLink, Link
from home.models import Topic
from kokenet.plugins import MenuItem, MenuSection, TopicPart, gather

register = template.Library()
register.filter("dialled", reach.dialled)
register.filter("spoken_address", reach.spoken_address)


@register.simple_tag(takes_context=True)
def footer(context: dict[str, Any]) -> Frame:
    """The whole frame: name, promise, home_url, brand_url, about, links, languages …"""
    request = context.get("request")
    if request is None or context.get("offline"):
        return Frame()
    page = context.get("page")
    return frame_of(request, page if isinstance(page, Page) else None)


@register.simple_tag(takes_context=True)
def site_menu(context: dict[str, Any]) -> list[MenuSection]:
    return footer(context).menu


@register.simple_tag(takes_context=True)
def main_action(context: dict[str, Any]) -> MenuItem | None:
    return footer(context).main


@register.simple_tag(takes_context=True)
def returning_action(context: dict[str, Any]) -> MenuItem | None:
    return footer(context).returning


@register.simple_tag(takes_context=True)
def languages(context: dict[str, Any]) -> list[LanguageLink]:
    return footer(context).languages


@register.simple_tag(takes_context=True)
def breadcrumb(context: dict[str, Any]) -> list[Link]:
    """The way from the front page to this one; empty on the pages of the first level."""
    above = footer(context).trail
    return [*above, Link(label=context["page"].title, url="")] if len(above) > 1 else []


@register.simple_tag(takes_context=True)
def sharing(context: dict[str, Any]) -> sharing_pages.Card | None:
    """What the page says of itself to those who link to it; None when not everyone may read it.

    With `part` in the context, what that says which has its own address beneath the page.
    """
    request = context.get("request")
    if not request:
        return None
    return sharing_pages.card_of(request, context.get("page"), context.get("part"))


def structured(data: dict[str, Any]) -> SafeString:
    """Data of schema.org as JSON-LD, inert inside its element."""
    whole = {"@context": "https://schema.org"} | data
    written = json.dumps(whole, ensure_ascii=False).translate(_json_script_escapes)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308


@register.simple_tag(takes_context=True)
def organisation_data(context: dict[str, Any]) -> SafeString:
    """A schema.org Organization as JSON-LD: who keeps the site, as its settings tell."""
    frame, card = footer(context), sharing(context)
    if card is None:
        return mark_safe("")
    named = {"@type": "Organization", "name": frame.organisation or frame.name, "url": card.url}
    return structured(named)


@register.simple_tag(takes_context=True)
def followed(context: dict[str, Any], topic: Topic | None = None) -> list[MenuItem]:
    """The feeds that the services offer of all that they publish, or of a topic."""
    request = context["request"]
    return gather(lambda plugin: plugin.feeds(request, topic or None))


@register.simple_tag(takes_context=True)
def topic_part(context: dict[str, Any], part: TopicPart) -> SafeString:
    """A service's section of a topic's page."""
    request = context["request"]
    return render_to_string(part.template, part.context, request)


@register.simple_tag
def where_to(value: Any) -> str:
    """The address that an editor chose (home.blocks.WhereToBlock); empty when it is gone."""
    page = value.get("page")
    return (page.url if page and page.live else value.get("url")) or ""


@register.simple_tag(takes_context=True)
def help_contacts(context: dict[str, Any]) -> help_numbers.Contacts:
    request = context.get("request")
    if request is None or context.get("offline"):
        return help_numbers.contacts_without_database()
    return help_numbers.contacts_for(request)
