"""A page with the embedded form: the same bytes for everyone, few queries, no secrets."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from advice.models import AdviceSettings, AskForm
from home.models import ContentPage, SectionPage
from tests.advice.walk import PREVIEW, main, page, words

pytestmark = pytest.mark.django_db

ADDRESS = "/kirjoita/"


@pytest.fixture
def ask_page(site: Site, ask_form: AskForm) -> ContentPage:
    """A published page with the form among other content."""
    parent = site.root_page.specific
    made = ContentPage(title="Kirjoita", slug="kirjoita", locale=parent.locale)
    made.body = [("text", "<p>Alku</p>"), ("ask_form", ask_form)]
    parent.add_child(instance=made)
    AdviceSettings.objects.create(site=site, ask_page=made)
    return made


def test_page_draws_form_that_a_named_address_receives(asker: Client, ask_page: Any) -> None:
    response = asker.get(ADDRESS)

    assert response.status_code == 200
    assert re.search(
        rf'<form[^>]*method="post" action="{PREVIEW}" enctype="multipart/form-data"', main(response)
    )
    names = set(re.findall(r'name="(\w+)"', main(response)))
    asked = {"perspective", "topics", "wish", "text", "notify_email"}
    asked |= {"wish_lived", "wish_age", "wish_gender", "wish_not_from"}
    assert names == asked | {"form", "page", "website"}


def test_page_tells_promise_and_length(asker: Client, ask_page: Any) -> None:
    said = words(asker.get(ADDRESS))

    assert "Kokemusasiantuntija vastaa sinulle kolmen vuorokauden kuluessa." in said
    assert "Viesti 1/5" in said
    assert "Keskusteluun mahtuu sinulta 5 viestiä" in said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (24, "vuorokauden kuluessa"),
        (48, "kahden vuorokauden kuluessa"),
        (72, "kolmen vuorokauden kuluessa"),
        (168, "viikon kuluessa"),
        (192, "8 vuorokauden kuluessa"),
        (36, "36 tunnin kuluessa"),
    ],
)
def test_promise_is_said_in_words(
    asker: Client, ask_page: Any, ask_form: AskForm, hours: int, said: str
) -> None:
    ask_form.promise_hours = hours
    ask_form.save()

    assert f"vastaa sinulle {said}." in words(asker.get(ADDRESS))


def test_page_is_the_same_for_everyone_and_may_be_cached(ask_page: Any, aino: Any) -> None:
    one = Client(REMOTE_ADDR="10.0.0.1", HTTP_USER_AGENT="a", HTTP_ACCEPT_LANGUAGE="sv")
    other = Client(REMOTE_ADDR="10.0.0.2", HTTP_USER_AGENT="b", HTTP_ACCEPT_LANGUAGE="en")
    other.force_login(aino, backend="django.contrib.auth.backends.ModelBackend")

    first, second = one.get(ADDRESS), other.get(ADDRESS)

    assert first.content == second.content
    assert first["ETag"] == second["ETag"]
    for response in (first, second):
        assert response.cookies == {}
        assert response["Cache-Control"] == "public, max-age=60"
        assert response.get("Vary", "") == ""


def test_page_has_no_token_of_any_kind(asker: Client, ask_page: Any) -> None:
    html = page(asker.get(ADDRESS))

    assert "csrf" not in html.lower()
    assert 'name="token"' not in html
    assert 'name="ticket"' not in html


def test_page_with_form_takes_at_most_eight_queries(
    asker: Client, ask_page: Any, django_assert_max_num_queries: Any
) -> None:
    asker.get(ADDRESS)

    with django_assert_max_num_queries(8):
        asker.get(ADDRESS)


def test_page_takes_as_many_queries_with_many_topics(
    asker: Client, ask_page: Any, ask_form: AskForm, make_topic: Any
) -> None:
    asker.get(ADDRESS)
    with CaptureQueriesContext(connection) as before:
        asker.get(ADDRESS)
    ask_form.topics.add(*(make_topic(f"aihe-{nth}") for nth in range(7)))

    with CaptureQueriesContext(connection) as after:
        asker.get(ADDRESS)
    assert len(after) == len(before)


def test_page_whose_form_was_deleted_still_lets_people_write(
    asker: Client, ask_page: Any, ask_form: AskForm
) -> None:
    ask_form.delete()

    html = main(asker.get(ADDRESS))

    assert 'name="text"' in html
    assert asker.post(PREVIEW, {"form": "", "text": "Hei"}).status_code == 200


def test_honeypot_is_out_of_everyones_way(asker: Client, ask_page: Any) -> None:
    nook = re.search(r'<div class="nook".*?</div>', main(asker.get(ADDRESS)), re.DOTALL)

    assert nook
    for part in ('aria-hidden="true"', 'tabindex="-1"', 'autocomplete="off"', 'value=""'):
        assert part in nook[0]


def test_hostile_topic_name_is_inert(asker: Client, ask_page: Any, substances: Any) -> None:
    substances.name = '<img src=x onerror="alert(1)">'
    substances.save()

    html = main(asker.get(ADDRESS))

    assert "&lt;img src=x onerror=" in html
    assert "<img" not in html


def test_form_on_swedish_page_leads_to_swedish_address(
    asker: Client, ask_page: ContentPage, site: Site
) -> None:
    locale = ask_page.locale.__class__.objects.get_or_create(language_code="sv")[0]
    root = site.root_page.specific.copy_for_translation(locale)
    root.save_revision().publish()
    translated = ask_page.copy_for_translation(locale)
    translated.slug = "skriv"
    translated.save_revision().publish()
    Site.clear_site_root_paths_cache()

    html = main(asker.get("/sv/skriv/"))

    assert f'action="/sv{PREVIEW}"' in html
    assert "inom tre dygn" in html


def test_form_is_offered_in_every_page_type(ask_page: Any) -> None:
    for model in (ContentPage, SectionPage):
        assert "ask_form" in model._meta.get_field("body").stream_block.child_blocks
