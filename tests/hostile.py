"""Hostile words in every field that an editor may fill, and what shows that they stay words."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.contrib.settings.registry import registry
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, get_page_models
from wagtail.rich_text import RichText
from wagtail.snippets.models import get_snippet_models
from wagtailmedia.models import get_media_model

from advice.models import AdviceSettings
from home.models import Topic

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "</section><iframe src=javascript:alert(1)>",
    "{{ 7|add:7 }}{% load site %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "</script><script>alert(1)</script>",
    "</title></textarea><script>alert(1)</script>",
    "--></style><script>alert(1)</script>",
    '"}]}</script><script>alert(1)</script>',
    "' onmouseover='alert(1)' x='",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
    "]]></content><script>alert(1)</script>",
]

#: So short that they fit into every field: out of an attribute and an element, out of what cannot
#: be escaped there, and what a template or an address would do. The longer ones come after them.
WHOLE = [
    " ".join([first, *HOSTILE])
    for first in (
        "\"'><svg/onload=alert(1)>",
        "</title></script><script>alert(1)",
        "javascript:alert(1){{ 7|add:7 }}",
    )
]
CALM = "Hei, tavallinen lause."

#: What Wagtail gives every page to fill; its other columns are nobody's words.
OF_EVERY_PAGE = {"title", "seo_title", "search_description"}
LEADING = {"href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href"}
NEVER = {"iframe", "object", "embed", "base", "style", "frame", "applet"}


def hostile_values(text: str) -> list[tuple[str, Any]]:
    """Every block that is made of words alone, with the same words in each of its fields."""
    rich = f"<p>{text.replace('<', '&lt;')}</p>"
    return [
        ("heading", {"text": text, "level": "2"}),
        ("quote", {"text": text, "who": text}),
        ("notice", {"tone": "information", "heading": text, "text": rich}),
        ("accordion", {"items": [{"question": text, "answer": rich}]}),
        ("signpost", {"name": text, "text": rich, "phone": text, "hours": text, "url": ""}),
        (
            "call_to_action",
            {
                "heading": text,
                "text": rich,
                "label": text,
                "where": {"page": None, "url": "https://muualla.example/"},
            },
        ),
    ]


def from_draftail(text: str, kind: str = "unstyled") -> str:
    """What the editor's browser sends of a paragraph whose last word leads to a script."""
    block = {
        "key": "a",
        "text": f"{text} tästä",
        "type": kind,
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": len(text) + 1, "length": 5, "key": 0}],
    }
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    return json.dumps({"blocks": [block], "entityMap": {"0": link}})


# The fields


def editors_models() -> list[type[models.Model]]:
    """Pages, snippets, settings, what is filled inside them, pictures and recordings."""
    found = [*get_page_models(), *get_snippet_models(), *registry]
    found += [one.related_model for model in found for one in get_all_child_relations(model)]
    found += [get_image_model(), get_media_model()]
    ours = [model for model in found if not model._meta.app_label.startswith("wagtail")]
    return list(dict.fromkeys([*ours, get_media_model()]))


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """The fields of words that an editor may fill."""
    written = [one for one in model._meta.concrete_fields if one.editable and not one.choices]
    return [
        one
        for one in written
        if isinstance(one, models.CharField | models.TextField)
        and not isinstance(one, models.SlugField)
        and (one.model is not Page or one.name in OF_EVERY_PAGE)
    ]


def named(field: models.Field, model: type[models.Model]) -> str:
    return f"{model._meta.object_name}.{field.name}"


class Planted:
    """The same words in every field of every row, each field with a mark of its own before them.

    A short field has the beginning of them.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.values: dict[str, str] = {}
        self.refused: set[str] = set()
        self.without_rows: set[str] = set()
        for model in editors_models():
            self._plant(model)

    def mark(self, name: str) -> str:
        return self.values[name][:7]

    def _plant(self, model: type[models.Model]) -> None:
        rows = list(model._default_manager.all())
        if not rows and fields_of(model):
            self.without_rows.add(model._meta.object_name or "")
        for row in rows:
            kept = {one.name: self._kept(one, row) for one in fields_of(model)}
            kept = {name: value for name, value in kept.items() if value is not None}
            kept |= {one.name: self._body(one, row) for one in streams_of(model)}
            if "title" in kept and isinstance(row, Page):
                kept |= {"draft_title": kept["title"], "latest_revision": None}
            if kept:
                # Not by save(): a story's words are public only by a second reader's word.
                model._base_manager.filter(pk=row.pk).update(**kept)

    def _kept(self, field: models.Field, row: models.Model) -> str | None:
        """What the database would have of the words; None when the editor's form refuses them."""
        name = named(field, type(row))
        value = self.values.get(name) or self._for(field, f"zq{len(self.values):03}qz")
        if isinstance(field, RichTextField):
            self.values[name] = value
            widget = field.formfield().widget
            stored: str = widget.value_from_datadict({"x": from_draftail(value)}, {}, "x")
            return stored
        if refuses(row, field, value):
            self.refused.add(name)
            return None
        self.values[name] = value
        return f"{value}{row.pk:04}" if field.unique else value

    def _for(self, field: models.Field, mark: str) -> str:
        """The words in the shape that the field's own validator lets through."""
        dense = self.text.replace(" ", "/")
        if isinstance(field, models.URLField):
            return f"https://{mark}.example/{dense}"[: field.max_length]
        if isinstance(field, models.EmailField):
            quoted = dense[:150].replace('"', r"\"")
            return f'"{mark}{quoted}"@muualla.example'
        longest = field.max_length or len(self.text) + 8
        return f"{mark} {self.text}"[: longest - 4 * field.unique].strip()

    def _body(self, field: StreamField, row: Any) -> Any:
        body = getattr(row, field.name)
        offered = body.stream_block.child_blocks
        for kind, value in hostile_values(self.text):
            if kind in offered:
                body.append((kind, offered[kind].normalize(value)))
        if "text" in offered:
            widget = offered["text"].field.widget
            stored = widget.value_from_datadict({"x": from_draftail(self.text)}, {}, "x")
            body.append(("text", stored if isinstance(stored, RichText) else RichText(stored)))
        return body


def streams_of(model: type[models.Model]) -> list[StreamField]:
    return [one for one in model._meta.concrete_fields if isinstance(one, StreamField)]


def refuses(row: models.Model, field: models.Field, value: str) -> bool:
    """Whether an editor who fills in these words is told that they will not do."""
    before = getattr(row, field.name)
    others = {one.name for one in row._meta.get_fields()} - {field.name}
    setattr(row, field.name, value)
    try:
        row.clean_fields(exclude=others)
        row.clean()
    except ValidationError as error:
        return field.name in getattr(error, "error_dict", {})
    finally:
        setattr(row, field.name, before)
    return False


def addresses() -> list[str]:
    """A public page of every type in Finnish, and what shows editors' words besides pages."""
    pages = Page.objects.live().filter(locale__language_code="fi", depth__gt=1).order_by("-path")
    kinds = {type(page): page.get_url() for page in pages.specific()}
    topic = Topic.objects.in_language("fi").filter(stories__live=True).first()
    return [
        *kinds.values(),
        AdviceSettings.objects.get().ask_page.get_url(),
        f"/kokeblogi/?aihe={topic.slug}",
        "/kokeblogi/laheta/",
        "/kokeblogi/kirje/tilaa/",
        "/neuvonta/vastaus/",
        "/ammattilaisille/",
        "/asiantuntijat/",
        "/ei-ole/",
        "/sv/",
        "/en/",
    ]


# What a browser would make of it


class Read(HTMLParser):
    """A page as a parser reads it: its words, its elements, and whatever could do something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.shapes: set[tuple[str, ...]] = set()
        self.dangers: list[str] = []
        self.data: list[dict[str, Any]] = []
        self._script: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.shapes.add((tag, *sorted(said)))
        self.words += said.values()
        self.dangers += [f"<{tag} {one}>" for one in dangers_in(tag, said)]
        if tag == "script":
            self._script = said.get("type", "") if "src" not in said else "src"

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script and self._script.endswith("json"):
            self.data.append(json.loads(data))
        elif self._script is not None and data.strip():
            self.dangers.append(f"script: {data}")
        else:
            self.words.append(data)

    def says(self, words: str) -> bool:
        return any(words in one for one in self.words)


def dangers_in(tag: str, attrs: dict[str, str]) -> Iterator[str]:
    """What could run, load or lead astray, as the policy of the site has none of it."""
    if tag in NEVER:
        yield "at all"
    data = attrs.get("type", "").endswith("json")
    if tag == "script" and not data and not attrs.get("src", "").startswith("/"):
        yield "without our source"
    if tag == "meta" and "http-equiv" in attrs:
        yield "http-equiv"
    for name, value in attrs.items():
        bare = "".join(value.split()).lower()
        if name.startswith("on") or name == "srcdoc":
            yield name
        if name in LEADING and bare.startswith(("javascript:", "vbscript:", "data:text")):
            yield f"{name}={value}"
