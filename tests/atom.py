"""What RFC 4287 says that a feed must be, and what in a feed is not so."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

ATOM = "{http://www.w3.org/2005/Atom}"
#: RFC 3339, with the capital letters that RFC 4287 asks for (3.3).
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
#: Of each element's children: those that must be there once, and those that may be so at most.
ONCE = {
    "feed": ("id", "title", "updated"),
    "entry": ("id", "title", "updated"),
    "author": ("name",),
    "contributor": ("name",),
}
AT_MOST_ONCE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
    "author": ("uri", "email"),
    "contributor": ("uri", "email"),
}
MANY = {
    "feed": ("author", "category", "contributor", "link", "entry"),
    "entry": ("author", "category", "contributor", "link"),
    "author": (),
    "contributor": (),
}
TEXTS = {"title", "subtitle", "summary", "rights", "content"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def faults_in(root: Xml.Element) -> list[str]:
    """Everything in which the feed is not what the standard says; empty when it is."""
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    ids = [one.findtext(f"{ATOM}id") for one in root.iter(f"{ATOM}entry")]
    faults = ["4.2.6: two entries have one id"] if len(set(ids)) < len(ids) else []
    selves = [one for one in links_of(root) if one.get("rel") == "self"]
    faults += [] if len(selves) == 1 else ["4.1.1: the feed does not name itself"]
    if not root.findall(f"{ATOM}author"):
        entries = root.findall(f"{ATOM}entry")
        faults += ["4.1.1: nobody wrote it" for one in entries if not one.findall(f"{ATOM}author")]
    return [*faults, *(fault for one in root.iter() for fault in faults_of(one))]


def faults_of(element: Xml.Element) -> Iterator[str]:
    """What is wrong in one element."""
    name = element.tag.removeprefix(ATOM)
    words = element.text or ""
    if name in ONCE:
        yield from children_of(element, name)
    if name in {"feed", "entry"}:
        yield from alternates_of(element)
    if name in {"updated", "published"} and not MOMENT.fullmatch(words):
        yield f"3.3: {name} is {words!r}"
    if name == "id" and not (urlsplit(words).scheme and words == words.strip()):
        yield f"4.2.6: the id {words!r} is no absolute address"
    if name == "link" and not element.get("href"):
        yield "4.2.7.1: a link leads nowhere"
    if name == "category" and not element.get("term"):
        yield "4.2.2.1: a category has no term"
    if name == "email" and not re.fullmatch(r".+@.+", words):
        yield f"3.2.3: {words!r} is no e-mail address"
    if name in TEXTS:
        yield from texts_of(element, name)


def children_of(element: Xml.Element, name: str) -> Iterator[str]:
    names = [child.tag.removeprefix(ATOM) for child in element]
    yield from (
        f"{name} has {names.count(one)} {one}" for one in ONCE[name] if names.count(one) != 1
    )
    yield from (f"{name} has two {one}" for one in AT_MOST_ONCE[name] if names.count(one) > 1)
    known = {*ONCE[name], *AT_MOST_ONCE[name], *MANY[name]}
    yield from (f"{name} may not have {one}" for one in names if one not in known)


def alternates_of(element: Xml.Element) -> Iterator[str]:
    """4.1.1, 4.1.2: one alternate of a kind and language; an entry without content needs one."""
    kinds = [
        (one.get("type"), one.get("hreflang"))
        for one in links_of(element)
        if one.get("rel", "alternate") == "alternate"
    ]
    if len(set(kinds)) < len(kinds):
        yield "4.1.1: two alternates are of one kind"
    if element.tag == f"{ATOM}entry" and not kinds and element.find(f"{ATOM}content") is None:
        yield "4.1.2: an entry has neither content nor an alternate"


def texts_of(element: Xml.Element, name: str) -> Iterator[str]:
    """3.1.1, 4.1.3: text and html are words alone; html makes whole elements."""
    kind = element.get("type", "text")
    if kind not in {"text", "html"}:
        yield f"{name} is of the type {kind}"
    if len(element):
        yield f"3.1.1: {name} of the type {kind} has elements"
    if kind == "html":
        yield from (f"{name}: {fault}" for fault in Elements(element.text or "").faults)


def links_of(element: Xml.Element) -> list[Xml.Element]:
    return element.findall(f"{ATOM}link")


class Elements(HTMLParser):
    """HTML whose every element is closed, in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of SVG closes itself."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")
