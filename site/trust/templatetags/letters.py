"""Showing what people wrote, as text and nothing else: `{% load letters %}{{ text|letter }}`."""

import re
import unicodedata

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

#: More marks than this on one letter are no language's spelling.
MOST_MARKS = 4
#: Characters that change the direction of what follows and are not seen themselves.
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@register.filter
def letter(text: str) -> SafeString:
    """The text as escaped paragraphs, each in its own direction, with nothing hidden in it."""
    paragraphs = PARAGRAPHS.split(text.strip("\n"))
    return mark_safe("".join(_paragraph(lines) for lines in paragraphs))  # noqa: S308 -- escaped


def _paragraph(lines: str) -> str:
    shown = BIDI.sub(_visible, escape(_with_few_marks(lines)))
    return f'<p dir="auto">{shown.replace(chr(10), "<br>")}</p>'


def _visible(control: re.Match[str]) -> str:
    return f'<span class="bidi-mark">U+{ord(control[0]):04X}</span>'


def _with_few_marks(text: str) -> str:
    """The text with at most MOST_MARKS combining marks on a letter; for display only."""
    shown, marks = [], 0
    for character in text:
        category = unicodedata.category(character)
        if category in {"Mn", "Me"}:
            marks += 1
        elif category != "Cf":
            marks = 0
        if marks <= MOST_MARKS:
            shown.append(character)
    return "".join(shown)
