"""How the demo's texts are written down: one text file a page, in `texts/<language>/<name>.txt`.

The head says what the page is. After an empty line comes the body, in paragraphs:

    ## Heading                  - point           1. step
    ? Question                  ! Notice          !! Important notice
      answer                      text              text
    > Call to action            @ A service that may help
      text                        text
      [words on the button](page:ask)   phone | hours | address
    = topic whose services are shown        " Quotation
    + what helped, the last paragraph of a story

Links are [words](page:<name>) or [words](https://…), and **bold** is bold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

Block = tuple[str, Any]

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Text:
    """A page as written: its name in the demo, its head and the blocks of its body."""

    name: str
    head: dict[str, str]
    body: list[Block]


def read_texts(language: str, folder: Path = TEXTS) -> dict[str, Text]:
    """The demo's pages of one language by name; a service has a folder of its own."""
    return {path.stem: read_text(path) for path in sorted((folder / language).glob("*.txt"))}


def read_text(path: Path) -> Text:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    lines = re.sub(r"\n +", " ", head.strip()).splitlines()
    pairs = (line.split(": ", 1) for line in lines)
    return Text(name=path.stem, head=dict(pairs), body=list(join_alike(blocks_in(body))))


def blocks_in(body: str) -> Iterator[Block]:
    for chunk in re.split(r"\n{2,}", body.strip()):
        if chunk:
            yield block_of(chunk)


def block_of(chunk: str) -> Block:
    """One paragraph as the block that its first sign says."""
    sign, _, rest = chunk.partition(" ")
    first, *others = (line.strip() for line in rest.splitlines())
    words = " ".join(others)
    block: Block
    match sign:
        case "##":
            block = "heading", {"text": first, "level": "2"}
        case "-" | "1.":
            block = "text", listed(chunk, ordered=sign != "-")
        case "?":
            block = "accordion", {"items": [{"question": first, "answer": paragraph(words)}]}
        case "!" | "!!":
            tone = "important" if sign == "!!" else "information"
            block = "notice", {"tone": tone, "heading": first, "text": paragraph(words)}
        case "+":
            block = "helped", "\n".join(re.sub(r"^\+ ", "", line) for line in chunk.splitlines())
        case '"':
            block = "quote", {"text": " ".join([first, *others]), "who": ""}
        case ">":
            block = "call_to_action", call_to_action(first, others)
        case "@":
            block = "signpost", signpost(first, others)
        case "=":
            block = "services", {"topic": f"topic:{first}"}
        case _:
            block = "text", paragraph(" ".join(chunk.split()))
    return block


def join_alike(blocks: Iterator[Block]) -> Iterator[Block]:
    """Neighbouring paragraphs become one text, neighbouring questions one list of questions."""
    for kind, alike in groupby(blocks, key=lambda block: block[0]):
        values = [value for _kind, value in alike]
        if kind == "text":
            yield kind, "".join(values)
        elif kind == "accordion":
            yield kind, {"items": [item for value in values for item in value["items"]]}
        else:
            yield from ((kind, value) for value in values)


def listed(chunk: str, *, ordered: bool) -> str:
    items = re.split(r"^(?:- |\d+\. )", chunk, flags=re.MULTILINE)[1:]
    tag = "ol" if ordered else "ul"
    inside = "".join(f"<li>{inline(' '.join(item.split()))}</li>" for item in items)
    return f"<{tag}>{inside}</{tag}>"


def call_to_action(title: str, lines: list[str]) -> dict[str, Any]:
    *words, button = lines
    found = re.fullmatch(r"\[(.+)\]\((page:\w+)\)", button)
    if found is None:
        raise ValueError(button)
    return {
        "heading": title,
        "text": paragraph(" ".join(words)),
        "label": found[1],
        "where": {"page": found[2], "url": ""},
    }


def signpost(name: str, lines: list[str]) -> dict[str, str]:
    *words, reach = lines
    phone, hours, url = (part.strip() for part in reach.split("|"))
    text = paragraph(" ".join(words))
    return {"name": name, "text": text, "phone": phone, "hours": hours, "url": url}


def paragraph(words: str) -> str:
    return f"<p>{inline(words)}</p>"


def inline(words: str) -> str:
    """Escapes the words and makes their links and bold as Wagtail's rich text has them."""
    html = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', escape(words, quote=False))
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html)
