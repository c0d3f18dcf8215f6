"""/tyylit/ shows every component, in development only."""

import re

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation

from home import styleguide


@pytest.fixture
def draw(db, settings, rf):
    """Draws the page: draw("?teema=tumma")."""
    settings.DEBUG = True

    def shown(query: str = "") -> str:
        with translation.override("fi"):
            return styleguide.show(rf.get(f"/tyylit/{query}")).content.decode()

    return shown


def test_styleguide_is_nowhere_in_production(settings):
    settings.DEBUG = False

    with pytest.raises(Http404):
        styleguide.show(RequestFactory().get("/tyylit/"))


def test_styleguide_shows_every_component(settings):
    folder = settings.TEMPLATES[0]["DIRS"][0]
    components = list(folder.glob("components/*.html"))
    drawing = [folder / "base.html", folder / "styleguide/index.html", *components]
    shown = re.findall(r"components/(\w+)\.html", "".join(path.read_text() for path in drawing))

    assert {path.stem for path in components} == set(shown)


def test_styleguide_holds_a_theme_when_asked(draw):
    night = 'href="/static/css/night.css"'

    assert f'{night} media="(prefers-color-scheme: dark)"' in draw()
    assert f"{night}>" in draw("?teema=tumma")
    assert night not in draw("?teema=vaalea")


def test_field_tells_its_hint_and_its_error_to_assistive_technology(draw):
    drawn = draw()
    box = re.search(r'<input type="email" name="virhe-notify_email"[^>]*>', drawn).group()

    assert 'aria-invalid="true"' in box
    assert 'aria-describedby="id_virhe-notify_email_helptext id_virhe-notify_email_error"' in box
    assert 'id="id_virhe-notify_email_error"' in drawn
    assert 'id="id_virhe-notify_email_helptext"' in drawn


def test_group_of_choices_is_described_by_its_hint_and_error(draw):
    drawn = draw()
    group = re.search(r'<fieldset class="field field-wrong" id="id_virhe-perspective"[^>]*>', drawn)

    assert (
        'aria-describedby="id_virhe-perspective_helptext id_virhe-perspective_error"'
        in group.group()
    )


def test_gathered_errors_lead_to_fields_that_are_there(draw):
    drawn = draw()
    summary = re.search(r'<div class="notice errors".*?</div>', drawn, re.DOTALL).group()
    targets = re.findall(r'href="#([^"]+)"', summary)

    assert len(targets) == 3
    assert [target for target in targets if f'id="{target}"' not in drawn] == []


def test_no_id_is_given_twice(draw):
    ids = re.findall(r'\sid="([^"]+)"', draw())

    assert sorted(ids) == sorted(set(ids))


def test_leaving_comes_first_for_the_keyboard(draw):
    body = draw().split("<body")[1]
    first = re.search(r"<(?:a|button|input|summary|textarea)\b[^>]*>", body).group()

    assert 'href="/poistu"' in first


def test_page_has_nothing_inline_and_nothing_of_anyone_else(draw):
    drawn = draw()

    assert re.findall(r"\sstyle=|<style|\son\w+=|javascript:", drawn) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", drawn) == []
    assert re.findall(r'<(?!a )[^>]*(?:src|href)="(?:https?:)?//', drawn) == []


def test_contract_of_conversation_pages_is_in_the_components(draw):
    drawn = draw()

    assert 'id="receipt-number"' in drawn
    assert re.search(r'<time id="promise" datetime="\d{4}-\d\d-\d\dT', drawn)
    assert 'id="message-count"' in drawn
    assert re.findall(r'<article class="letter" data-author="(\w+)"', drawn) == ["asker", "expert"]
