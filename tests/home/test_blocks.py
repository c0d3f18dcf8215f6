"""Each block shows what editors wrote, and only that."""

import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.html import escape
from PIL import Image as PillowImage
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtailmedia.models import Media

from home.blocks import editorial_blocks
from home.fields import BodyField
from home.models import Picture
from tests.hostile import HOSTILE, from_draftail, hostile_values

BLOCKS = dict(editorial_blocks())


@pytest.fixture
def picture(db):
    stream = BytesIO()
    PillowImage.new("RGB", (1600, 900), "#336677").save(stream, "PNG")
    return Picture.objects.create(title="Järvi", file=ContentFile(stream.getvalue(), "jarvi.png"))


@pytest.fixture
def recording(db):
    return Media.objects.create(
        title="Tarina", type="audio", duration=60, file=ContentFile(b"ID3", "tarina.mp3")
    )


@pytest.fixture
def drawn(asker, make_page):
    """The middle of a page with one block: drawn("heading", {...})."""

    def draw(kind, value):
        make_page("lohko", body=[(kind, value)])
        answer = asker.get("/lohko/")
        assert answer.status_code == 200
        return main_of(answer.content.decode())

    return draw


def main_of(html):
    return re.search(r"<main.*?</main>", html, re.DOTALL)[0]


def test_text_shows_its_paragraphs(drawn):
    html = drawn("text", "<p>Hei <b>sinä</b></p><ul><li>yksi</li></ul>")

    assert "<p>Hei <b>sinä</b></p><ul><li>yksi</li></ul>" in html


@pytest.mark.parametrize(("level", "tag"), [("2", "h2"), ("3", "h3")])
def test_heading_has_the_level_chosen(drawn, level, tag):
    assert f"<{tag}>Apua</{tag}>" in drawn("heading", {"text": "Apua", "level": level})


def test_quote_names_who_says_so(drawn):
    html = drawn("quote", {"text": "Uskalsin kysyä.", "who": "Kysyjä"})

    assert "<blockquote><p>Uskalsin kysyä.</p></blockquote>" in html
    assert "<figcaption>Kysyjä</figcaption>" in html


@pytest.mark.parametrize(
    ("tone", "look"), [("information", "notice-info"), ("important", "notice-warning")]
)
def test_notice_has_the_tone_chosen(drawn, tone, look):
    html = drawn("notice", {"tone": tone, "heading": "Huomaa", "text": "<p>Tämä</p>"})

    assert f'class="notice {look}"' in html
    assert "Huomaa" in html
    assert "<p>Tämä</p>" in html


def test_picture_is_drawn_with_its_words(drawn, picture):
    html = drawn("image", {"image": picture, "alt": "Järvi aamulla", "caption": "Kuvaaja: me"})

    tag = re.search(r"<img[^>]*>", html)[0]
    assert 'alt="Järvi aamulla"' in tag
    assert 'loading="lazy"' in tag
    assert re.findall(r"(\d+)w", re.search(r'srcset="([^"]*)"', tag)[1]) == ["480", "960", "1440"]
    assert "<figcaption>Kuvaaja: me</figcaption>" in html


@pytest.mark.parametrize("alt", ["", "   "])
def test_picture_without_words_is_refused(picture, alt):
    block = BLOCKS["image"]

    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"image": picture.pk, "alt": alt, "caption": ""}))

    assert list(refusal.value.block_errors) == ["alt"]


def test_recording_is_drawn_with_its_text(drawn, recording):
    html = drawn(
        "audio", {"title": "Liisan tarina", "media": recording, "transcript": "<p>Olen Liisa.</p>"}
    )

    assert f'src="{recording.url}"' in html
    assert 'preload="none"' in html
    assert "<figcaption>Liisan tarina</figcaption>" in html
    assert re.search(r'<audio [^>]*aria-label="Liisan tarina"', html)
    assert "<p>Olen Liisa.</p>" in html


def test_recording_without_text_is_refused(recording):
    block = BLOCKS["audio"]

    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"title": "Tarina", "media": recording.pk, "transcript": ""}))

    assert list(refusal.value.block_errors) == ["transcript"]


def test_accordion_opens_without_script(drawn):
    html = drawn("accordion", {"items": [{"question": "Miksi?", "answer": "<p>Siksi.</p>"}]})

    assert "<summary>Miksi?</summary>" in html
    assert "<p>Siksi.</p>" in html


def test_call_to_action_leads_to_a_page(drawn, make_page):
    target = make_page("perilla")

    html = drawn(
        "call_to_action",
        {"heading": "Tule", "text": "", "label": "Mene", "where": {"page": target, "url": ""}},
    )

    assert '<a class="button" href="/perilla/">Mene</a>' in html


def test_call_to_action_to_a_withdrawn_page_is_not_drawn(drawn, make_page):
    target = make_page("pois")
    target.unpublish()

    html = drawn(
        "call_to_action",
        {"heading": "Tule", "text": "", "label": "Mene", "where": {"page": target, "url": ""}},
    )

    assert "Mene" not in html


@pytest.mark.parametrize("both", [True, False])
def test_call_to_action_leads_to_exactly_one_place(front, both):
    block = BLOCKS["call_to_action"].child_blocks["where"]
    value = {"page": front.pk, "url": "https://muualla.example/"} if both else {}

    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(value))


def test_signpost_shows_how_to_get_through(drawn):
    html = drawn(
        "signpost",
        {
            "name": "Kriisipuhelin",
            "text": "<p>Kuuntelee.</p>",
            "phone": "09 2525 0111",
            "hours": "aina",
            "url": "https://www.mieli.fi/apua/",
        },
    )

    assert '<a href="tel:0925250111">09 2525 0111</a>' in html
    assert '<a href="https://www.mieli.fi/apua/">mieli.fi</a>' in html


def test_signpost_that_leads_nowhere_is_refused():
    block = BLOCKS["signpost"]

    with pytest.raises(ValidationError):
        block.clean(block.to_python({"name": "Palvelu", "text": "<p>Apua</p>"}))


class Tags(HTMLParser):
    """The elements of a page with the names of their attributes: what a browser would make."""

    def __init__(self, html) -> None:
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, tuple(name for name, _value in attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_make_no_elements(asker, make_page, picture, recording, text):
    def body(words):
        return [
            *hostile_values(words),
            ("image", {"image": picture, "alt": words, "caption": words}),
            ("audio", {"title": words, "media": recording, "transcript": "<p>Hei</p>"}),
        ]

    make_page("tavallinen", title="Hei", introduction="Hei", body=body("Hei"))
    make_page("vihamielinen", title=text, introduction=text, body=body(text))

    plain = asker.get("/tavallinen/").content.decode()
    hostile = asker.get("/vihamielinen/").content.decode()

    assert Tags(hostile).found == Tags(plain).found
    assert hostile.count(escape(text)) > 10


def test_every_block_of_words_is_tried_with_hostile_ones():
    tried = {kind for kind, _value in hostile_values("")} | {"image", "audio", "text"}

    assert set(BLOCKS) - tried == {"services"}  # a topic alone is chosen there


def test_rich_text_from_the_editor_loses_what_it_may_not_have():
    """What Draftail sends is rebuilt from the features of the block, so nothing else survives."""
    field = BLOCKS["text"].field
    widget = field.widget
    stored = widget.value_from_datadict({"text": from_draftail("Hei", "header-one")}, {}, "text")

    assert "<h1" not in stored
    assert "javascript:" not in stored


def test_link_in_text_leads_to_the_page_and_disappears_with_it(asker, make_page):
    target = make_page("perilla")
    make_page("lahto", body=[("text", f'<p><a linktype="page" id="{target.pk}">sinne</a></p>')])
    assert '<a href="/perilla/">sinne</a>' in asker.get("/lahto/").content.decode()

    target.unpublish()

    assert "<a>sinne</a>" in asker.get("/lahto/").content.decode()


def test_links_of_a_text_take_one_query(make_page, django_assert_num_queries):
    targets = [make_page(f"sivu-{number}") for number in range(5)]
    links = "".join(f'<a linktype="page" id="{page.pk}">sivu</a>' for page in targets)
    targets[0].url  # noqa: B018 -- the paths of front pages are in the cache afterwards
    block = BLOCKS["text"]

    with django_assert_num_queries(1):
        html = block.render(block.to_python(f"<p>{links}</p>"))

    assert html.count("<a href=") == 5


def test_body_field_keeps_its_blocks_out_of_migrations():
    _name, path, args, kwargs = BodyField(blank=True).deconstruct()

    assert (path, args, kwargs) == ("home.fields.BodyField", [], {"blank": True})


def test_body_leaves_out_blocks_of_a_service_that_is_gone(asker, make_page):
    stored = '[{"type": "no_such_service", "value": 3}, {"type": "text", "value": "<p>Jäi</p>"}]'
    make_page("jaanyt", body=stored)

    assert "<p>Jäi</p>" in main_of(asker.get("/jaanyt/").content.decode())
