"""Wagtail's admin wears the site's mark and its night lake, and stays Wagtail's otherwise."""

import colorsys
import json
import re
from pathlib import Path

import pytest
import wagtail.admin
from babel.messages.pofile import read_po
from django.contrib.staticfiles import finders
from wagtail.models import Site

from home.admin_words import MISSING
from home.brand import contrast

CSS = Path(finders.find("css/admin.css")).read_text()


WORDS = "/hallinta/jsi18n/"


def value_of(word, words):
    """What a catalogue for scripts has for a word; as it is written there."""
    return re.search(rf'"{re.escape(json.dumps(word)[1:-1])}": "([^"]*)"', words)[1]


def words_of(language):
    """What Wagtail's own catalogue says to its scripts in a language."""
    file = Path(wagtail.admin.__file__).parent / f"locale/{language}/LC_MESSAGES/djangojs.po"
    with file.open("rb") as opened:
        catalogue = read_po(opened)
    said = {message.id: message.string for message in catalogue if message.id}
    return {one: word for one, word in said.items() if language == "en" or all_said(word)}


def all_said(word):
    return all(word) if isinstance(word, tuple) else bool(word)


@pytest.fixture
def home(db):
    return Site.objects.get(is_default_site=True).root_page


def test_admin_wears_the_mark_and_the_colours(signed_in, editor, home):
    client = signed_in(editor)
    for path in ("/hallinta/", f"/hallinta/pages/{home.pk}/edit/", "/hallinta/images/"):
        html = client.get(path).content.decode()

        sheets = re.findall(r'<link rel="stylesheet" href="([^"]*)"', html)
        assert sheets.index("/static/css/admin.css") > next(
            place for place, sheet in enumerate(sheets) if "wagtailadmin/css/core.css" in sheet
        ), path
        assert '<link rel="icon" href="/static/img/mark.svg" type="image/svg+xml">' in html
        assert re.search(r"branding-logo><img src=\"/static/img/mark\.svg\" alt=\"KokeNet\"", html)
        assert "favicon.ico" not in html


def test_admin_speaks_finnish_where_its_packages_do_not(signed_in, editor):
    client = signed_in(editor)
    front = client.get("/hallinta/").content.decode()
    assert "Hae kaikilta sivuilta…" in front
    assert "Search all pages" not in front
    assert "Lisää äänite" in client.get("/hallinta/media/").content.decode()


def test_scripts_of_the_admin_speak_finnish_where_wagtail_does_not(signed_in, editor):
    client = signed_in(editor)
    page = client.get("/hallinta/").content.decode()
    assert f'src="{WORDS}' in page

    words = client.get(WORDS).content.decode()

    assert "Hae vaihtoehtoja" in json.loads(f'"{value_of("Search options…", words)}"')
    assert value_of("Search", words) == "Haku"


def test_scripts_words_are_ours_only_where_wagtail_has_none(db):
    missing = words_of("en").keys() - words_of("fi").keys()

    assert set(MISSING) == missing


def test_white_can_be_read_on_the_admins_ground():
    hue, saturation, lightness = (
        float(re.search(rf"--w-color-primary-{name}: ([\d.]+)", CSS)[1])
        for name in ("hue", "saturation", "lightness")
    )
    rgb = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    ground = "#" + "".join(f"{round(255 * part):02x}" for part in rgb)

    assert contrast("#ffffff", ground) >= 7
