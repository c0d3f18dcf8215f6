"""The addresses around the pages: quick exit, colours, robots, sitemap, languages and links."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from home import brand
from home.models import ContentPage, SiteSettings

ASK = ["/", "/neuvontapalvelu/", "/neuvontapalvelu/kirjoita-kysymys/", "/sv/skriv-en-fraga/"]


def test_quick_exit_leaves_at_once_and_clears(asker, settings):
    settings.QUICK_EXIT_URL = "https://saa.example/"

    answer = asker.get("/poistu")

    assert (answer.status_code, answer["Location"]) == (302, "https://saa.example/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer.cookies == {}


def test_quick_exit_leads_to_the_weather_unless_told(asker, db):
    assert asker.get("/poistu")["Location"] == "https://www.ilmatieteenlaitos.fi/"


@pytest.mark.parametrize("path", ["/poistu", "/sv/poistu", "/en/poistu"])
def test_quick_exit_needs_no_database(asker, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert asker.get(path).status_code == 302


def test_every_page_has_the_quick_exit_first(asker, make_page):
    make_page("ohje")

    html = asker.get("/ohje/").content.decode()

    links = re.findall(r'<a [^>]*href="([^"]*)"', html[html.index("<body") :])
    assert links[0] == "/poistu"


def test_robots_keep_out_of_staff_addresses(asker, db):
    answer = asker.get("/robots.txt")

    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /tyotila/",
        "Disallow: /hallinta/",
        "Disallow: /kirjaudu/",
        "Disallow: /poistu",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_sitemap_has_public_pages_of_all_languages(
    asker, settings, front, swedish_front, make_page
):
    settings.SITE_URL = "https://kokenet.example"
    make_page("nakyva")
    make_page("luonnos").unpublish()
    closed = make_page("suljettu")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")

    xml = asker.get("/sitemap.xml").content.decode()

    assert re.findall(r"<loc>(.*?)</loc>", xml) == [
        "https://kokenet.example/",
        "https://kokenet.example/nakyva/",
        "https://kokenet.example/sv/",
    ]


def test_colours_of_the_organisation_are_served_for_ever(asker, site):
    SiteSettings.objects.create(site=site, colour="#1f5f73", colour_dark="#f2b48c")
    html = asker.get("/").content.decode()
    address = re.search(r'href="(/ulkoasu/\w+\.css)"', html)[1]

    answer = asker.get(address)

    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--dawn: #1f5f73;" in answer.content.decode()
    assert "@media (prefers-color-scheme: dark)" in answer.content.decode()


def test_colours_get_a_new_address_when_they_change(site):
    settings = SiteSettings.objects.create(site=site, colour="#1f5f73")
    before = brand.fingerprint(brand.style_sheet(settings))
    settings.colour = "#7a2e5d"

    assert brand.fingerprint(brand.style_sheet(settings)) != before


def test_outdated_address_of_colours_is_not_kept_for_ever(asker, site):
    SiteSettings.objects.create(site=site, colour="#1f5f73")

    assert asker.get("/ulkoasu/vanha.css")["Cache-Control"] == "public, max-age=60"


def test_site_without_colours_asks_for_no_sheet(asker, site):
    assert "/ulkoasu/" not in asker.get("/").content.decode()


@pytest.mark.parametrize(
    ("field", "colour"),
    [
        ("colour", "#ffcc00"),  # yellow on paper
        ("colour", "red"),
        ("colour", "#12345"),
        ("colour", "#1f5f73;}body{display:none"),
        ("colour_dark", "#10303a"),  # night on night
    ],
)
def test_colour_that_cannot_be_read_is_refused(site, field, colour):
    settings = SiteSettings(site=site, **{field: colour})

    with pytest.raises(ValidationError) as refusal:
        settings.full_clean()

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize("colour", ["#1f5f73", "#7a2e5d", "#b0432a"])
def test_words_on_a_button_can_be_read(colour):
    assert not brand.problem_with(colour, brand.LIGHT)
    assert brand.contrast(brand.ink_on(colour, brand.LIGHT), colour) >= brand.AA_TEXT


def test_languages_lead_to_the_same_page_or_to_the_front(asker, make_page, swedish_front):
    finnish = make_page("ohje")
    make_page("vain-suomeksi")
    swedish_front.add_child(
        instance=ContentPage(
            title="Råd", slug="rad", locale=swedish_front.locale,
            translation_key=finnish.translation_key,
        )
    )  # fmt: skip

    assert language_urls(asker.get("/ohje/")) == {"fi": "/ohje/", "sv": "/sv/rad/"}
    assert language_urls(asker.get("/sv/rad/")) == {"fi": "/ohje/", "sv": "/sv/rad/"}
    assert language_urls(asker.get("/vain-suomeksi/")) == {"fi": "/vain-suomeksi/", "sv": "/sv/"}


def test_search_engines_hear_of_true_translations_only(asker, make_page, swedish_front):
    make_page("vain-suomeksi")

    html = asker.get("/vain-suomeksi/").content.decode()

    assert re.findall(r'rel="alternate" hreflang="(\w+)"', html) == ["fi"]


def test_language_without_a_front_page_is_not_found(asker, front):
    assert asker.get("/en/").status_code == 404


def language_urls(answer):
    html = answer.content.decode()
    foot = html[html.index("<footer") :]
    return {code: url for url, code in re.findall(r'<a href="([^"]*)" lang="(\w+)"', foot)}


def test_menu_and_footer_have_what_editors_chose(asker, make_page, section):
    make_page("valikossa", show_in_menus=True)
    make_page("syvalla", under=section, show_in_menus=True)
    make_page("alareunassa", in_footer=True)
    make_page("ei-missaan")
    make_page("luonnos", show_in_menus=True, in_footer=True).unpublish()

    html = asker.get("/").content.decode()
    head, foot = html[: html.index("<main")], html[html.index("<footer") :]

    assert set(re.findall(r'href="(/[a-z-]+/)"', head)) >= {"/valikossa/"}
    assert not {"/syvalla/", "/osio/syvalla/", "/luonnos/"} & set(re.findall(r'href="(.*?)"', head))
    assert "/alareunassa/" in foot
    assert "/luonnos/" not in foot
    assert "/ei-missaan/" not in html


def test_way_here_is_shown_from_the_second_level_on(asker, make_page, section):
    make_page("alla", under=section, title="Alla")

    deep, shallow = asker.get("/osio/alla/").content.decode(), asker.get("/osio/").content.decode()

    trail = re.search(r'<nav class="breadcrumb".*?</nav>', deep, re.DOTALL)[0]
    assert re.findall(r'href="(.*?)"', trail) == ["/", "/osio/"]
    assert 'aria-current="page">Alla<' in trail
    assert "breadcrumb" not in shallow


@pytest.mark.parametrize("path", ASK)
def test_page_takes_at_most_eight_queries(asker, demo, path, django_assert_max_num_queries):
    """Cold: nothing of the site is remembered but what Wagtail itself keeps for an hour."""
    asker.get(path)

    with django_assert_max_num_queries(8 if path != "/neuvontapalvelu/" else 11):
        assert asker.get(path).status_code == 200


def test_page_takes_as_many_queries_with_many_pages_around(
    asker, make_page, section, django_assert_num_queries
):
    def queries():
        asker.get("/osio/")
        with CaptureQueriesContext(connection) as seen:
            asker.get("/osio/")
        return len(seen)

    make_page("eka", under=section)
    one = queries()
    for number in range(12):
        make_page(f"sivu-{number}", under=section)
        make_page(f"valikko-{number}", show_in_menus=True, in_footer=True)

    assert queries() == one
