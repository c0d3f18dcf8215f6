"""Pictures keep their looks and lose what tells of people and places."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, PngImagePlugin
from PIL import Image as PillowImage

from home.models import Picture
from home.models.pictures import without_metadata

MARKER = b"Kettutie 5 Matti Meikalainen"
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]


def photograph(kind, *, size=(40, 20), orientation=1):
    """A picture as a telephone makes it: with place, owner, time and a comment."""
    picture = PillowImage.new("RGB", size, "#204060")
    picture.paste("#ffffff", (0, 0, 10, 10))
    exif = PillowImage.Exif()
    exif[ExifTags.Base.Artist] = MARKER.decode()
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (60.0, 10.0, 15.0)
    options = {"exif": exif} if kind != "GIF" else {}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", MARKER.decode())
    if kind in {"JPEG", "GIF"}:
        options["comment"] = MARKER
    if kind in {"WEBP", "JPEG"}:
        options["xmp"] = b"<x:xmpmeta>" + MARKER + b"</x:xmpmeta>"
    stream = BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_metadata_is_dropped_at_upload(db, kind):
    original = photograph(kind)
    assert MARKER in original

    picture = Picture.objects.create(
        title="Kuva", file=ContentFile(original, f"matti-meikalainen.{kind.lower()}")
    )

    stored = picture.file.read()
    with PillowImage.open(BytesIO(stored)) as opened:
        assert opened.format == kind
        assert dict(opened.getexif()) == {}
    assert MARKER not in stored
    assert b"GPS" not in stored


def test_rendition_has_no_metadata_either(db):
    picture = Picture.objects.create(title="Kuva", file=ContentFile(photograph("JPEG"), "a.jpg"))

    with picture.get_rendition("width-20|format-jpeg").file.open() as stored:
        assert MARKER not in stored.read()


def test_picture_lying_on_its_side_is_turned_up(db):
    picture = Picture.objects.create(
        title="Kuva", file=ContentFile(photograph("JPEG", orientation=6), "a.jpg")
    )

    assert (picture.width, picture.height) == (20, 40)
    with PillowImage.open(picture.file) as stored:
        assert stored.size == (20, 40)


def test_size_and_hash_are_of_the_stored_file(db):
    picture = Picture.objects.create(title="Kuva", file=ContentFile(photograph("PNG"), "a.png"))
    with picture.open_file() as stored:
        content = stored.read()

    assert picture.file_size == len(content)
    assert picture.file_hash == hashlib.sha1(content, usedforsecurity=False).hexdigest()


def test_file_is_not_called_after_the_person_in_it(db):
    picture = Picture.objects.create(
        title="Kuva", file=ContentFile(photograph("PNG"), "Matti Meikäläinen.PNG")
    )

    assert "matti" not in picture.file.name.lower()
    assert picture.file.name.endswith(".png")


def test_saving_again_leaves_the_file_as_it_is(db):
    picture = Picture.objects.create(title="Kuva", file=ContentFile(photograph("JPEG"), "a.jpg"))
    name, before = picture.file.name, picture.file.read()

    picture.title = "Toinen nimi"
    picture.save()

    assert picture.file.name == name
    picture.file.seek(0)
    assert picture.file.read() == before


def test_animation_keeps_its_frames():
    frames = [PillowImage.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    stream = BytesIO()
    frames[0].save(
        stream, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=MARKER
    )

    clean = without_metadata(stream.getvalue())

    with PillowImage.open(BytesIO(clean)) as opened:
        assert opened.n_frames == 3
    assert MARKER not in clean


def test_transparency_is_kept():
    stream = BytesIO()
    PillowImage.new("RGBA", (8, 8), (10, 20, 30, 0)).save(stream, "PNG")

    with PillowImage.open(BytesIO(without_metadata(stream.getvalue()))) as opened:
        assert opened.getpixel((0, 0))[3] == 0


def test_editor_uploads_through_the_admin(signed_in, editor):
    upload = SimpleUploadedFile("matti.jpg", photograph("JPEG"), "image/jpeg")

    answer = signed_in(editor).post(
        "/hallinta/images/add/",
        {"title": "Järvi", "description": "Järvi aamulla", "file": upload, "collection": "1"},
    )

    assert answer.status_code == 302
    assert MARKER not in Picture.objects.get(title="Järvi").file.read()


def test_what_is_not_a_picture_is_refused(signed_in, editor):
    upload = SimpleUploadedFile("matti.jpg", b"<svg onload=alert(1)>", "image/jpeg")

    answer = signed_in(editor).post(
        "/hallinta/images/add/", {"title": "Ei kuva", "file": upload, "collection": "1"}
    )

    assert answer.status_code == 200
    assert not Picture.objects.exists()
