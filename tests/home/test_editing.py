"""What an editor meets: panels that explain themselves, alternative texts, previews."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as PillowImage
from wagtail.models import Page

from home.models import Picture

ADD = "/hallinta/images/add/"
CHOOSE = "/hallinta/images/chooser/create/"


def photograph() -> SimpleUploadedFile:
    stream = io.BytesIO()
    PillowImage.new("RGB", (400, 200), "#204060").save(stream, "PNG")
    return SimpleUploadedFile("a.png", stream.getvalue(), "image/png")


@pytest.mark.parametrize(
    ("address", "prefix"), [(ADD, ""), (CHOOSE, "image-chooser-upload-")], ids=["upload", "chooser"]
)
def test_picture_is_not_taken_without_an_alternative_text(
    signed_in, editor, front, address, prefix
):
    client, given = signed_in(editor), {f"{prefix}title": "Kuva"}

    refused = client.post(address, given | {f"{prefix}file": photograph()})
    assert refused.status_code == 200
    assert "Mitä kuvassa on" in page_words(refused)
    assert not Picture.objects.exists()

    told = given | {f"{prefix}file": photograph(), f"{prefix}description": "Järvi aamulla."}
    client.post(address, told)
    assert Picture.objects.get().description == "Järvi aamulla."


def page_words(answer: Any) -> str:
    if answer.headers["Content-Type"].startswith("application/json"):
        words: str = answer.json()["htmlFragment"]
        return words
    return answer.content.decode()


def test_picture_is_cropped_around_its_focal_point(db):
    stream = io.BytesIO()
    drawn = PillowImage.new("RGB", (400, 100), "#ffffff")
    drawn.paste("#ff0000", (350, 0, 400, 100))
    drawn.save(stream, "PNG")
    picture = Picture(title="Kuva", description="Punainen reuna.")
    picture.file = SimpleUploadedFile("a.png", stream.getvalue(), "image/png")
    picture.focal_point_x, picture.focal_point_y = 375, 50
    picture.focal_point_width = picture.focal_point_height = 50
    picture.save()

    with PillowImage.open(picture.get_rendition("fill-100x100").file) as cropped:
        red = cropped.convert("RGB").getpixel((90, 50))
    assert red == (255, 0, 0)


def preview(client: Any, page: Page) -> Any:
    return client.get(f"/hallinta/pages/{page.pk}/view_draft/")


def test_preview_may_be_framed_by_the_admin_alone(signed_in, editor, make_page):
    answer = preview(signed_in(editor), make_page("ohje"))

    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "script-src 'self'" in policy


def test_userbar_is_in_the_preview_and_never_on_the_public_page(signed_in, editor, make_page):
    """The public page has the same bytes for everyone, whoever is signed in."""
    page, client = make_page("ohje"), signed_in(editor)

    assert "<wagtail-userbar>" in preview(client, page).content.decode()
    public = client.get("/ohje/")
    assert "wagtail-userbar" not in public.content.decode()
    assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]
    assert public.headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize(
    "kind", ["frontpage", "sectionpage", "contentpage", "topicpage", "grouplistpage"]
)
def test_editor_of_each_page_explains_its_parts_in_finnish(signed_in, editor, front, section, kind):
    parent = section if kind == "topicpage" else front
    client = signed_in(editor)
    address = f"/hallinta/pages/{front.pk}/edit/"
    if kind != "frontpage":
        address = f"/hallinta/pages/add/home/{kind}/{parent.pk}/"

    html = client.get(address).content.decode()

    headings = re.findall(r"data-panel-heading-text[^>]*>\s*([^<]+?)\s*<", html)
    assert "Aloitus" in headings
    assert "Sisältö" in headings
    assert "Sivu rakentuu paloista" in html
