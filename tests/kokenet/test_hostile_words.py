"""What an editor writes into any field stays words: on pages, in lists, search, feed and letter."""

from io import BytesIO
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation
from PIL import Image as PillowImage
from wagtail.search import index
from wagtailmedia.models import Media

from home.models import HelpContact, PeerGroup, Picture, ServiceContact, Topic
from kokeblog import mails
from kokeblog.models import LetterIssue, StoryPage
from tests.hostile import CALM, WHOLE, Planted, Read, addresses
from tests.kokeblog.readers import make_reader
from trust import clock
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
#: What the editor's form refuses whatever is in it: a colour is six digits.
REFUSED = {"SiteSettings.colour", "SiteSettings.colour_dark"}
#: What only staff see. A new field of words must be seen somewhere below, or stand here.
NOT_PUBLIC = {
    "AdviceSettings.crisis_guidance",
    "AskForm.title",
    "ExpertSearch.title",
    "Media.title",
    "Phrase.text",
    "Phrase.title",
    "Picture.title",
    "Writer.profile",
}


@pytest.fixture(autouse=True)
def forgotten_paths():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def finnish():
    with translation.override("fi"):
        yield


@pytest.fixture
def shown(demo) -> HelpContact:
    """Stories with a picture; the contact that has only an address, which shows for want of a
    number."""
    # In bulk: the index of search does not know the demo's rows as Wagtail would have left them.
    file = ContentFile(pixel(), "jarvi.png")
    Picture.objects.bulk_create([Picture(title="Järvi", file=file, width=1600, height=900)])
    Media.objects.bulk_create([Media(title="Tarina", type="audio", duration=60, file="a.mp3")])
    StoryPage.objects.update(picture=Picture.objects.get())
    found = HelpContact.objects.filter(language="fi").exclude(url="").first()
    assert found is not None
    return found


def pixel() -> bytes:
    stream = BytesIO()
    PillowImage.new("RGB", (1600, 900), "#336677").save(stream, "PNG")
    return stream.getvalue()


def read(client: Any, address: str) -> Read:
    answer = client.get(address)
    assert answer.status_code in {200, 404}, address
    return Read(answer.content.decode())


def read_feed(client: Any, address: str) -> tuple[list[str], list[Read]]:
    """The plain words of a feed, and its texts as a reader's program parses them."""
    root = Xml.fromstring(client.get(address).content)  # noqa: S314 -- our own
    written = [one for one in root.iter(f"{ATOM}content") if one.get("type") == "html"]
    assert written
    return [text for one in root.iter() if (text := one.text)], [
        Read(one.text or "") for one in written
    ]


def letter(week: int) -> Any:
    """That week's letter, as it would be handed over."""
    told = {"language": "fi", "week": f"2026-W{week:02}", "opened_at": clock.now()}
    story = StoryPage.objects.published().in_language("fi").first()
    issue = LetterIssue.objects.create(story=story, **told)
    reader = make_reader(f"lukija-{week}@muualla.example")
    key = f"{mails.key_of(issue)}:{reader.pk}"
    return mails.write_letter(OutgoingMail(kind=mails.LETTER, about=reader.pk, key=key))


@pytest.mark.parametrize("text", WHOLE, ids=["markup", "script", "address"])
def test_words_of_editors_do_nothing_anywhere(asker, demo, shown, text):
    before = addresses()
    Planted(CALM)
    HelpContact.objects.filter(pk=shown.pk).update(phone="")
    plain = set().union(*(read(asker, one).shapes for one in before), Read(letter(1).html).shapes)
    planted = Planted(text)
    HelpContact.objects.filter(pk=shown.pk).update(phone="")
    cache.clear()
    for model in (PeerGroup, ServiceContact):
        index.insert_or_update_object(model.objects.in_language("fi").first())
    index.insert_or_update_object(StoryPage.objects.published().in_language("fi").first())
    found = ("StoryPage.title", "PeerGroup.name", "ServiceContact.name")
    searches = [f"/haku/?q={planted.mark(name)}" for name in found]

    pages = {one: read(asker, one) for one in [*before, *searches]}
    topic = Topic.objects.in_language("fi").filter(stories__live=True).first()
    words = []
    for address in ("/kokeblogi/syote/", f"/kokeblogi/syote/{topic.slug}/"):
        told, texts = read_feed(asker, address)
        words += told
        pages |= {f"{address} {nth}": one for nth, one in enumerate(texts)}
    mail = letter(2)
    pages["letter"] = Read(mail.html)
    words.append(mail.text)

    assert {one: page.dangers for one, page in pages.items() if page.dangers} == {}
    shapes = set().union(*(pages[one].shapes for one in [*before, "letter"]))
    assert shapes - plain == set()
    assert planted.refused == REFUSED
    everything = [*words, *(one for page in pages.values() for one in page.words)]
    unseen = {
        name
        for name, value in planted.values.items()
        if not any(value in one for one in everything)
    }
    assert unseen | planted.without_rows == NOT_PUBLIC
    for name, address in zip(found, searches, strict=True):
        assert pages[address].says(planted.values[name].strip())

    article = next(one for page in pages.values() for one in page.data if one["@type"] == "Article")
    assert article["headline"] == planted.values["StoryPage.title"]
    assert article["description"] == planted.values["StoryPage.introduction"]
    assert article["author"]["name"].startswith(planted.mark("Writer.alias"))
    assert set(article["keywords"]) == {planted.values["Topic.name"]}


@pytest.mark.parametrize("text", WHOLE, ids=["markup", "script", "address"])
def test_words_of_editors_do_nothing_to_other_editors(demo, editor, signed_in, text):
    """The admin lets Wagtail's own scripts stand in its pages, so that escaping is all there is."""
    story = StoryPage.objects.published().in_language("fi").first()
    paths = [
        reverse("wagtailadmin_home"),
        reverse("kokeblog_calendar"),
        reverse("wagtailadmin_pages:edit", args=[story.pk]),
        reverse("wagtailadmin_explore", args=[story.get_parent().pk]),
    ]
    client = signed_in(editor)
    Planted(CALM)
    plain = set().union(*(read(client, one).shapes for one in paths))
    planted = Planted(text)
    pages = [read(client, one) for one in paths]
    assert set().union(*(one.shapes for one in pages)) - plain == set()
    assert [one for page in pages for one in page.dangers if "alert(1)" in one] == []
    assert any(page.says(planted.mark("StoryPage.title")) for page in pages)
