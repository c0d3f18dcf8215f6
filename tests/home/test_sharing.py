"""What a page says to those who show a link to it, and the landscape that they show."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st
from PIL import Image as PillowImage
from wagtail.models import PageViewRestriction, Site

from home import landscapes, postcards
from home.frame import frame_of
from home.models import ContentPage, FrontPage, Picture
from home.sharing import card_of, postcard_url
from tests.home.test_landscapes import parts
from tests.home.test_static import SITE

HOME = "https://kokenet.example"
NAMES = ("high", "sky", "low", "orb", "far", "mid", "wood", "water", "near", "lit")


@pytest.fixture(autouse=True)
def known_address(settings):
    settings.SITE_URL = HOME


def said(answer) -> dict[str, str]:
    """Every property of the head that begins with `og:`, and the canonical address."""
    html = answer.content.decode()
    head = html[: html.index("</head>")]
    found = dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', head))
    if canonical := re.search(r'<link rel="canonical" href="([^"]*)">', head):
        found["canonical"] = canonical[1]
    return {name: unescape(value) for name, value in found.items()}


def close(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_page_tells_its_words_and_its_landscape(asker, make_page):
    page = make_page("ohje", title='Ohje & "neuvo"', introduction="Näin saat apua.")

    assert said(asker.get("/ohje/")) == {
        "canonical": f"{HOME}/ohje/",
        "og:url": f"{HOME}/ohje/",
        "og:type": "article",
        "og:site_name": "KokeNet",
        "og:title": 'Ohje & "neuvo"',
        "og:description": "Näin saat apua.",
        "og:locale": "fi_FI",
        "og:image": HOME + postcard_url(page),
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Piirretty maisema: kukkuloita, järvi ja yksi valaistu ikkuna.",
    }


def test_front_page_is_the_website_and_says_its_first_words(asker, front):
    front.heading = "Et ole yksin"
    front.save_revision().publish()

    told = said(asker.get("/"))

    assert (told["og:type"], told["og:title"]) == ("website", "Et ole yksin")
    assert told["canonical"] == f"{HOME}/"


def test_words_for_search_engines_go_before_the_pages_own(asker, make_page):
    make_page("ohje", introduction="Pitkä.", seo_title="Hakuun", search_description="Lyhyt.")

    told = said(asker.get("/ohje/"))

    assert (told["og:title"], told["og:description"]) == ("Hakuun", "Lyhyt.")


def test_page_tells_of_its_true_translations(asker, front, swedish_front, make_page):
    make_page("vain-suomeksi")

    told, alone = said(asker.get("/sv/")), said(asker.get("/vain-suomeksi/"))

    assert (told["og:locale"], told["og:locale:alternate"]) == ("sv_FI", "fi_FI")
    assert "og:locale:alternate" not in alone
    assert told["og:image"].startswith(f"{HOME}/sv/postikortti/")


def test_other_site_gives_its_own_address(asker, front, settings):
    settings.ALLOWED_HOSTS = ["toinen.example"]
    page = front.get_parent().add_child(
        instance=FrontPage(title="Toinen", slug="toinen", heading="Toinen")
    )
    Site.objects.create(hostname="toinen.example", root_page=page, port=443)

    told = said(asker.get("/", HTTP_HOST="toinen.example"))

    assert told["canonical"] == "https://toinen.example/"
    assert told["og:image"] == "https://toinen.example" + postcard_url(page)


def test_uploaded_cover_wins(asker, front):
    stream = BytesIO()
    PillowImage.new("RGB", (1600, 1600), "#204060").save(stream, "PNG")
    front.picture = Picture.objects.create(
        title="a", description="Järvi aamulla", file=ContentFile(stream.getvalue(), "a.png")
    )
    front.save_revision().publish()

    told = said(asker.get("/"))

    assert told["og:image"].startswith(f"{HOME}/media/images/")
    assert told["og:image"].endswith(".jpg")
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"] == "Järvi aamulla"


def test_small_cover_is_told_in_its_true_size(asker, front):
    stream = BytesIO()
    PillowImage.new("RGB", (600, 600), "#204060").save(stream, "PNG")
    front.picture = Picture.objects.create(
        title="Järvi", file=ContentFile(stream.getvalue(), "a.png")
    )
    front.save_revision().publish()

    told = said(asker.get("/"))

    assert (told["og:image:width"], told["og:image:height"]) == ("600", "316")


def test_closed_page_tells_nothing_of_itself(signed_in, editor, make_page, section):
    close(section)
    make_page("alla", under=section)

    for path in ("/osio/", "/osio/alla/"):
        answer = signed_in(editor).get(path)
        assert (answer.status_code, said(answer)) == (200, {})


@pytest.mark.parametrize("path", ["/neuvonta/vastaus/", "/ei-ole/", "/kirjaudu/"])
def test_what_nobody_keeps_tells_nothing_of_itself(asker, db, path):
    answer = asker.get(path)

    assert "no-store" in answer["Cache-Control"]
    assert said(answer) == {}


def test_draft_in_preview_tells_nothing_of_itself(make_page):
    page = make_page("ohje")

    assert said(page.make_preview_request()) == {}


def test_telling_costs_no_query(asker, make_page, rf, django_assert_num_queries):
    request, page = rf.get("/ohje/"), make_page("ohje")
    page.no_restrictions_anywhere = True  # as routing sees it, in the page's own query
    frame = frame_of(request, page)
    assert (frame.name, len(frame.languages)) == ("KokeNet", 1)  # as the page has drawn them

    with django_assert_num_queries(0):
        assert card_of(request, page)


# The picture


def test_postcard_is_a_png_that_keeps_for_ever(asker, make_page):
    answer = asker.get(postcard_url(make_page("ohje")))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.cookies == {}
    assert "Vary" not in answer
    with PillowImage.open(BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(picture.getcolors(1200 * 630)) > 500  # a landscape, not an empty sheet


def test_postcard_weighs_little(asker, make_page):
    assert len(asker.get(postcard_url(make_page("ohje"))).content) < 130 * 1024


def test_postcard_takes_two_queries(asker, make_page, django_assert_num_queries):
    url = postcard_url(make_page("ohje"))

    with django_assert_num_queries(2):
        assert asker.get(url).status_code == 200


def test_postcard_is_drawn_once(asker, make_page, monkeypatch):
    page = make_page("ohje")
    first = asker.get(postcard_url(page)).content
    monkeypatch.delattr(postcards.resvg_py, "svg_to_bytes")

    assert asker.get(postcard_url(page)).content == first
    kept = default_storage.listdir("postcards")[1]
    assert kept.count(f"{postcards.version_of(str(page.translation_key))}.png") == 1


def test_other_version_leads_to_the_right_one_and_draws_nothing(asker, make_page, monkeypatch):
    monkeypatch.delattr(postcards.resvg_py, "svg_to_bytes")
    page = make_page("ohje")

    for version in ("vanha", "0" * 16, "x" * 300):
        answer = asker.get(f"/postikortti/{page.pk}-{version}.png")
        assert (answer.status_code, answer["Location"]) == (302, postcard_url(page))
        assert answer["Cache-Control"] == "public, max-age=60"


def test_draft_closed_or_missing_page_has_no_postcard(asker, signed_in, editor, make_page, section):
    draft, closed, below = (
        make_page("luonnos"),
        make_page("suljettu"),
        make_page("a", under=section),
    )
    draft.unpublish()
    close(closed)
    close(section)
    missing = ContentPage(pk=10**9, translation_key=draft.translation_key)

    for page in (draft, closed, section, below, missing, section.get_parent().get_parent()):
        for client in (asker, signed_in(editor)):
            answer = client.get(postcard_url(page))
            assert answer.status_code == 404, page
            assert "public" not in answer["Cache-Control"]


def test_translations_share_a_landscape(front, swedish_front):
    seeds = {str(page.translation_key) for page in (front, swedish_front)}

    assert len({postcards.drawing(seed) for seed in seeds}) == 1


def test_postcards_differ_between_seeds():
    assert len({postcards.version_of(f"sivu {number}") for number in range(500)}) == 500


@given(st.text())
@runs(max_examples=50, deadline=None)
def test_postcard_of_any_seed_is_well_formed_and_has_its_lit_window(seed):
    drawn = postcards.drawing(seed)

    assert parts(drawn)
    assert drawn.count('class="lit"') == 1


def test_postcard_is_not_stretched():
    assert postcards.FRAME.width * postcards.HEIGHT == postcards.FRAME.height * postcards.WIDTH


@pytest.mark.parametrize("hour", range(24))
def test_postcard_has_the_colours_that_the_page_gives_to_the_hour(hour):
    in_css = SITE[SITE.index("/* Landscapes:") :]
    rules = re.findall(r"\n  ([^{}\n]*(?:\.landscape|\.hour-)[^{}\n]*) \{([^}]*)\}", in_css)
    colours: dict[str, str] = {}
    for selector, body in rules:
        if selector == ".landscape" or f".hour-{hour:02}" in selector:
            colours |= dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", body))

    assert {name: getattr(postcards.LIGHTS[hour], name) for name in NAMES} == colours


def test_every_part_of_a_landscape_has_its_colour_on_the_postcard():
    used = set()
    for number in range(40):
        drawn = landscapes.svg(str(number)) + postcards.drawing(str(number))
        used |= {
            name for names in re.findall(r'class="([a-z ]+)"', drawn) for name in names.split()
        }

    styled = set(re.findall(r"\.([a-z]+)", postcards.DRAWING.split("</style>")[0]))
    assert used <= styled
