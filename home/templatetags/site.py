"""What base.html and its components ask of the site.

A template rendered with `offline` true (the page for a broken server) gets what needs no database.
"""

from typing import Any

from django import template
from wagtail.models import Page

from home import help as help_numbers
from home.frame import Frame, frame_of
from home.links import LanguageLink
from kokenet.plugins import MenuItem, MenuSection

register = template.Library()


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
def languages(context: dict[str, Any]) -> list[LanguageLink]:
    return footer(context).languages


@register.simple_tag(takes_context=True)
def help_contacts(context: dict[str, Any]) -> list[help_numbers.Contact]:
    request = context.get("request")
    if request is None or context.get("offline"):
        return help_numbers.contacts_without_database()
    return help_numbers.contacts_for(request)
