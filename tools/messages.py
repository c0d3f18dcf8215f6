"""Translations without gettext on the machine: `python tools/messages.py update|compile|check`.

    update [app …]   takes the strings from code and templates into each app's catalogues
    compile [app …]  writes django.mo beside every django.po
    check [app …]    says what is missing, and ends with 1 when anything is

A string keeps its translation as long as its English stays the same. Strings that nobody uses any
more are dropped. English is in the code and needs no catalogue.
"""

import argparse
import ast
import importlib.util
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("fi", "sv")

#: Calls that mark a string, and what their first arguments are: text, plural or context.
CALLS = {
    "_": ("text",),
    "gettext": ("text",),
    "gettext_lazy": ("text",),
    "gettext_noop": ("text",),
    "ngettext": ("text", "plural"),
    "ngettext_lazy": ("text", "plural"),
    "pgettext": ("context", "text"),
    "pgettext_lazy": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
    "npgettext_lazy": ("context", "text", "plural"),
}
#: The same for what Django makes of a template, in babel's words.
TEMPLATE_CALLS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
#: Every app with a catalogue, where its code is, and which folders of templates/ are its own.
#: A template in none of them belongs to home.
OWNERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "advice": (("advice",), ("advice",)),
    "booking": (("booking",), ("booking",)),
    "expert_pool": (("expert_pool",), ("expert_pool",)),
    "kokeblog": (("kokeblog",), ("kokeblog",)),
    "home": (("home", "site/kokenet"), ()),
    "accounts": (("site/accounts",), ("accounts", "account", "allauth", "mfa", "desk")),
    "trust": (("site/trust",), ("trust",)),
}
#: What the packages of the Wagtail admin leave in English: ours fill the gaps, for Finnish alone.
#: A string goes from here (check says which) as soon as the packages bring their own.
PACKAGES = "packages"
OWNERS[PACKAGES] = (("site/kokenet",), ())
TEMPLATE_ENDINGS = {".html", ".txt", ".xml", ".svg"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%([sd])|\{(\w*)\}|%%")


class Key(NamedTuple):
    """What tells two strings apart."""

    text: str
    context: str | None


@dataclass
class Found:
    """A string in the sources."""

    text: str
    plural: str | None = None
    context: str | None = None

    @property
    def key(self) -> Key:
        return Key(self.text, self.context)

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural else self.text


class PlainCatalog(Catalog):
    """A catalogue whose head holds no dates, people or program versions: it never changes alone."""

    def __init__(self, language: str) -> None:
        super().__init__(locale=language, charset="utf-8", fuzzy=False, header_comment="#")

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


# Taking strings from the sources


def called_name(call: ast.Call) -> str:
    """The last part of what is called: gettext for both `gettext()` and `translation.gettext()`."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def strings_of_code(path: Path) -> Iterator[Found]:
    """The marked strings of a Python file, in order of appearance."""
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))
        if isinstance(node, ast.Call) and called_name(node) in CALLS
    ]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        names = CALLS[called_name(call)]
        values = [node.value for node in call.args if isinstance(node, ast.Constant)]
        texts = [value for value in values[: len(names)] if isinstance(value, str)]
        if len(texts) == len(names):
            yield Found(**dict(zip(names, texts, strict=True)))


def strings_of_template(path: Path) -> Iterator[Found]:
    """The marked strings of a Django template.

    Django turns the template into something like Python; the brackets around it keep Python's
    tokenizer from minding the indentation.
    """
    pseudo = f"(\n{templatize(path.read_text(encoding='utf-8'), origin=str(path))}\n)"
    found = extract("python", io.BytesIO(pseudo.encode()), keywords=TEMPLATE_CALLS)
    for _line, message, _comments, context in found:
        text, plural = message if isinstance(message, tuple) else (message, None)
        yield Found(text, plural, context)


def template_owner(path: Path) -> str:
    """The app whose catalogue holds the strings of a template (path from templates/)."""
    for app, (_code, folders) in OWNERS.items():
        if len(path.parts) > 1 and path.parts[0] in folders:
            return app
    return "home"


def sources(app: str) -> Iterator[tuple[Path, bool]]:
    """The files an app's strings come from; True for templates."""
    for folder in OWNERS[app][0]:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, False
    templates = ROOT / "templates"
    for path in sorted(templates.rglob("*")):
        if path.suffix in TEMPLATE_ENDINGS and template_owner(path.relative_to(templates)) == app:
            yield path, True


def strings_of_app(app: str) -> dict[Key, Found]:
    """Every string of an app. One that is also used in the plural is kept as such."""
    if app == PACKAGES:
        return gaps_of_packages()
    strings: dict[Key, Found] = {}
    for path, is_template in sources(app):
        for found in strings_of_template(path) if is_template else strings_of_code(path):
            known = strings.get(found.key)
            if found.text and (known is None or (found.plural and not known.plural)):
                strings[found.key] = found
    return strings


def gaps_of_packages() -> dict[Key, Found]:
    """The strings that we translate for the admin's packages, as long as none of them does."""
    english, theirs = in_packages("en"), in_packages("fi")
    return {
        key: Found(key.text, None if isinstance(english[key].id, str) else english[key].id[1])
        for key in read(PACKAGES, "fi")
        if key in english and key not in theirs
    }


def in_packages(language: str) -> dict[Key, Message]:
    """What the admin's packages themselves say in a language."""
    found: dict[Key, Message] = {}
    for package in ("wagtail", "wagtailmedia", "wagtail_modeladmin"):
        spec = importlib.util.find_spec(package)
        folder = Path(spec.origin).parent if spec and spec.origin else ROOT
        for path in sorted(folder.rglob(f"locale/{language}/LC_MESSAGES/django.po")):
            found |= read_file(path, language)
    return found


# Catalogues on disk


def po_path(app: str, language: str) -> Path:
    return ROOT / OWNERS[app][0][0] / "locale" / language / "LC_MESSAGES" / "django.po"


def read(app: str, language: str) -> dict[Key, Message]:
    """The translations on disk; none when there is no catalogue yet."""
    return read_file(po_path(app, language), language)


def read_file(path: Path, language: str) -> dict[Key, Message]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    return {key_of(message): message for message in catalog if message.id}


def key_of(message: Message) -> Key:
    return Key(message.id if isinstance(message.id, str) else message.id[0], message.context)


def languages_of(app: str) -> tuple[str, ...]:
    return ("fi",) if app == PACKAGES else LANGUAGES


def read_all(language: str) -> dict[str, dict[Key, Message]]:
    return {app: read(app, language) for app in OWNERS}


def forms(message: Message) -> tuple[str, ...]:
    """The translation's forms: one, or singular and plural."""
    return tuple(message.string) if isinstance(message.string, tuple) else (message.string or "",)


def merged(app: str, language: str) -> PlainCatalog:
    """The app's strings of today with the translations there are, ours elsewhere included."""
    catalogues = read_all(language)
    known = [catalogues[app], *(catalogues[other] for other in OWNERS if other != app)]
    result = PlainCatalog(language)
    for key, found in strings_of_app(app).items():
        wanted = 2 if found.plural else 1
        candidates = [messages[key] for messages in known if key in messages]
        done = [old for old in candidates if len(forms(old)) == wanted and all(forms(old))]
        message = result.add(found.id, done[0].string if done else None, context=found.context)
        if candidates:
            message.user_comments = candidates[0].user_comments
    return result


def po_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return buffer.getvalue()


def mo_bytes(app: str, language: str) -> bytes:
    """What django.po compiles to."""
    catalog = PlainCatalog(language)
    for message in read(app, language).values():
        if not message.fuzzy:
            catalog.add(message.id, message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


# Saying what is wrong


def placeholders(text: str) -> set[str]:
    """The names of everything that is filled in: %(name)s, %s, {name}."""
    return {match[0] for match in PLACEHOLDER.finditer(text) if match[0] != "%%"}


def wrong_in(found: Found, message: Message) -> str:
    """What is wrong with one translation, or nothing."""
    translated = forms(message)
    if message.fuzzy:
        return "marked fuzzy"
    if len(translated) != (2 if found.plural else 1) or not all(translated):
        return "not translated"
    wanted = placeholders(found.plural or found.text)
    if placeholders(translated[-1]) != wanted:
        return f"has other placeholders than {sorted(wanted)}"
    if not placeholders(translated[0]) <= wanted | placeholders(found.text):
        return "has placeholders that the English has not"
    if any(text.startswith("\n") != found.text.startswith("\n") for text in translated):
        return "begins on another line than the English"
    return ""


def problems_of(app: str, language: str) -> Iterator[str]:
    """What is wrong with one catalogue."""
    strings, messages = strings_of_app(app), read(app, language)
    for key, found in strings.items():
        wrong = wrong_in(found, messages[key]) if key in messages else "missing"
        if wrong:
            yield f"{app}/{language}: {wrong}: {key.text!r}"
    for key in messages.keys() - strings.keys():
        yield f"{app}/{language}: used nowhere: {key.text!r}"
    mo_path = po_path(app, language).with_suffix(".mo")
    if strings and (not mo_path.exists() or mo_path.read_bytes() != mo_bytes(app, language)):
        yield f"{app}/{language}: django.mo is not what django.po compiles to (run: compile)"


def disagreements(language: str) -> Iterator[str]:
    """Strings that two of our catalogues translate differently: only one could win."""
    first: dict[Key, tuple[str, tuple[str, ...]]] = {}
    for app, messages in read_all(language).items():
        for key, message in messages.items():
            other, said = first.setdefault(key, (app, forms(message)))
            if said[0] != forms(message)[0]:
                yield f"{other} and {app}/{language} disagree: {key.text!r}"


# Commands


def update(apps: list[str]) -> int:
    for app in apps:
        if not strings_of_app(app) and not any(po_path(app, code).exists() for code in LANGUAGES):
            continue
        for language in languages_of(app):
            catalog = merged(app, language)
            path = po_path(app, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(po_bytes(catalog))
            left = sum(not all(forms(message)) for message in catalog if message.id)
            print(f"{app}/{language}: {len(catalog)} strings, {left} to translate")
    return 0


def compile_all(apps: list[str]) -> int:
    for app in apps:
        for language in LANGUAGES:
            path = po_path(app, language)
            if path.exists():
                path.with_suffix(".mo").write_bytes(mo_bytes(app, language))
    return 0


def check(apps: list[str]) -> int:
    found = [
        problem for app in apps for code in languages_of(app) for problem in problems_of(app, code)
    ]
    found += [problem for code in LANGUAGES for problem in disagreements(code)]
    for problem in found:
        print(problem)
    print(f"translations: {len(found)} problems" if found else "translations: complete")
    return 1 if found else 0


COMMANDS = {"update": update, "compile": compile_all, "check": check}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("apps", nargs="*", metavar="app", help=", ".join(OWNERS))
    options = parser.parse_args()
    if unknown := set(options.apps) - OWNERS.keys():
        parser.error(f"no such app: {', '.join(sorted(unknown))}; there are {', '.join(OWNERS)}")
    return COMMANDS[options.command](options.apps or list(OWNERS))


if __name__ == "__main__":
    sys.exit(main())
