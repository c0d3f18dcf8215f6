"""The editors' guide, which is a text file in `docs/`, as HTML for the admin.

It is written in a small part of Markdown, so that it reads well where it lies too: headings,
paragraphs, lists, pictures on a line of their own, links, bold.
"""

import re
from pathlib import Path

from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

FOLDER: Path = settings.BASE_DIR / "docs"
TEXT = FOLDER / "toimittajalle.md"
PICTURES = FOLDER / "kuvat"

HEADING = re.compile(r"(#{1,3}) (.+)")
PICTURE = re.compile(r"!\[([^\]]+)\]\(kuvat/([\w-]+\.png)\)")
POINT = re.compile(r"^(?:- |\d+\. )", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")


def html_of(text: str, picture_url: str) -> SafeString:
    """The whole guide; `picture_url` is where its pictures are, with a slash at the end."""
    chunks = re.split(r"\n{2,}", text.strip())
    return format_html_join("\n", "{}", ((_chunk(chunk, picture_url),) for chunk in chunks))


def _chunk(chunk: str, picture_url: str) -> SafeString:
    if heading := HEADING.fullmatch(chunk):
        level, words = len(heading[1]), heading[2]
        return format_html('<h{0} id="{1}">{2}</h{0}>', level, slugify(words), words)
    if picture := PICTURE.fullmatch(chunk):
        return format_html('<p><img src="{}{}" alt="{}"></p>', picture_url, picture[2], picture[1])
    if POINT.match(chunk):
        tag = "ul" if chunk.startswith("- ") else "ol"
        points = ((_words(point),) for point in POINT.split(chunk)[1:])
        return format_html("<{0}>{1}</{0}>", tag, format_html_join("", "<li>{}</li>", points))
    return format_html("<p>{}</p>", _words(chunk))


def _words(text: str) -> SafeString:
    """One line of words; the signs of a link and of bold are put in after everything is escaped."""
    linked = LINK.sub(r'<a href="\2">\1</a>', escape(" ".join(text.split())))
    return mark_safe(BOLD.sub(r"<strong>\1</strong>", linked))  # noqa: S308 -- escaped above
