"""Translations: the tool that makes the catalogues, and the catalogues themselves."""

import importlib.util
import sys

import pytest
from babel.messages.catalog import Message

from kokenet.environment import BASE_DIR


@pytest.fixture(scope="module")
def messages():
    """tools/messages.py, which is a program and not a package."""
    spec = importlib.util.spec_from_file_location("messages", BASE_DIR / "tools" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["messages"]


@pytest.fixture
def house(messages, tmp_path, monkeypatch):
    """An empty project with one app: write into it and call the tool."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(
        messages, "OWNERS", {"home": (("home",), ()), "desk": (("desk",), ("desk",))}
    )
    for name in ("home", "desk", "templates/desk"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def translate(messages, house, app, language, pairs):
    """Fills in translations as a person does in the file."""
    messages.update([app])
    path = messages.po_path(app, language)
    text = path.read_text()
    for english, translated in pairs.items():
        text = text.replace(
            f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{translated}"'
        )
    path.write_text(text)
    messages.compile_all([app])


def test_catalogues_are_complete(messages, capsys):
    assert messages.check(list(messages.OWNERS)) == 0, capsys.readouterr().out


def test_gap_of_a_package_is_none_once_it_speaks_finnish(messages, monkeypatch):
    ours = messages.read("packages", "fi")
    spoken = messages.Key("Save", None)
    monkeypatch.setattr(messages, "read", lambda *_: ours | {spoken: None})
    gaps = messages.gaps_of_packages()
    assert messages.Key("Search all pages…", None) in gaps
    assert spoken not in gaps


def test_code_gives_plurals_contexts_and_joined_strings(messages, tmp_path):
    path = tmp_path / "words.py"
    path.write_text(
        'a = _("One " "sentence")\n'
        'b = ngettext_lazy("%(n)d day", "%(n)d days", "n")\n'
        'c = translation.pgettext("verb", "Open")\n'
        'd = _(f"not {a} this")\n'
        "e = gettext(variable)\n"
    )
    assert [(found.id, found.context) for found in messages.strings_of_code(path)] == [
        ("One sentence", None),
        (("%(n)d day", "%(n)d days"), None),
        ("Open", "verb"),
    ]


def test_template_gives_plurals_contexts_and_trimmed_blocks(messages, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        "{% load i18n %}\n"
        "   <p>{% translate 'Send' context 'verb' %}</p>\n"
        " {% blocktranslate count n=n trimmed %}\n   {{ n }} day\n {% plural %}\n  {{ n }} days\n"
        " {% endblocktranslate %}\n"
        '{{ _("Again")|upper }}\n'
    )
    assert [(found.id, found.context) for found in messages.strings_of_template(path)] == [
        ("Send", "verb"),
        (("%(n)s day", "%(n)s days"), None),
        ("Again", None),
    ]


@pytest.mark.parametrize(
    ("english", "translated", "wrong"),
    [
        ("Hello %(name)s", "Hei %(name)s", ""),
        ("Hello %(name)s", "Hei", "has other placeholders than ['%(name)s']"),
        ("Hello {name}", "Hei {nimi}", "has other placeholders than ['{name}']"),
        ("100 %% sure", "100 %% varma", ""),
        ("Hello", "", "not translated"),
    ],
)
def test_wrong_translation_is_told(messages, english, translated, wrong):
    assert messages.wrong_in(messages.Found(english), Message(english, translated)) == wrong


def test_fuzzy_translation_is_told(messages):
    message = Message("Hello", "Hei", flags=["fuzzy"])
    assert messages.wrong_in(messages.Found("Hello"), message) == "marked fuzzy"


def test_update_keeps_translations_and_drops_what_nobody_uses(messages, house):
    (house / "home" / "a.py").write_text('_("Stay")\n_("Go")\n')
    translate(messages, house, "home", "fi", {"Stay": "Jää", "Go": "Mene"})
    (house / "home" / "a.py").write_text('_("Stay")\n_("New")\n')
    messages.update(["home"])
    found = {key.text: message.string for key, message in messages.read("home", "fi").items()}
    assert found == {"Stay": "Jää", "New": ""}


def test_update_twice_changes_nothing(messages, house):
    (house / "home" / "a.py").write_text('_("Stay")\n')
    messages.update(["home"])
    first = messages.po_path("home", "fi").read_bytes()
    messages.update(["home"])
    assert messages.po_path("home", "fi").read_bytes() == first


def test_check_passes_when_all_is_translated(messages, house):
    (house / "templates" / "desk" / "page.html").write_text('{% translate "Stay" %}')
    translate(messages, house, "desk", "fi", {"Stay": "Jää"})
    translate(messages, house, "desk", "sv", {"Stay": "Stanna"})
    assert messages.check(["home", "desk"]) == 0


def test_check_tells_when_the_compiled_file_is_old(messages, house, capsys):
    (house / "home" / "a.py").write_text('_("Stay")\n')
    translate(messages, house, "home", "fi", {"Stay": "Jää"})
    translate(messages, house, "home", "sv", {"Stay": "Stanna"})
    path = messages.po_path("home", "sv")
    path.write_text(path.read_text().replace("Stanna", "Bliv kvar"))
    assert messages.check(["home"]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "home/sv: django.mo is not what django.po compiles to (run: compile)",
        "translations: 1 problems",
    ]


def test_check_tells_when_two_apps_disagree(messages, house, capsys):
    for app, word in (("home", "Jää"), ("desk", "Pysy")):
        (house / app / "a.py").write_text('_("Stay")\n')
        translate(messages, house, app, "fi", {"Stay": word})
        translate(messages, house, app, "sv", {"Stay": "Stanna"})
    path = messages.po_path("desk", "fi")
    path.write_text(path.read_text().replace("Jää", "Pysy"))
    messages.compile_all(["desk"])
    assert messages.check(["home", "desk"]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "home and desk/fi disagree: 'Stay'",
        "translations: 1 problems",
    ]
