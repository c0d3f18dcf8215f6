"""Pictures that editors upload. What the camera wrote about place, time and person is dropped."""

import secrets
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from PIL import ImageOps, ImageSequence
from wagtail.images.models import AbstractImage, AbstractRendition

#: What of a file's own information stays: how it looks and moves, nothing else.
KEPT_INFORMATION = frozenset({"icc_profile", "transparency", "duration", "loop", "background"})
LOSSY_QUALITY = {"JPEG": 92, "WEBP": 92, "AVIF": 85}


class Picture(AbstractImage):
    file: Any

    admin_form_fields = (
        "title",
        "file",
        "description",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def get_upload_to(self, filename: str) -> str:
        """A name without meaning: a file is often called after the person in it."""
        return f"pictures/{secrets.token_hex(12)}{Path(filename).suffix.lower()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:  # noqa: SLF001 -- Django's own test for "new"
            self.drop_metadata()
        super().save(*args, **kwargs)

    def drop_metadata(self) -> None:
        """Replaces the uploaded file by the same picture, re-encoded without metadata."""
        self.file.open()
        self.file = ContentFile(without_metadata(self.file.read()), name=self.file.name)
        self._set_image_file_metadata()


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="home_rendition_once"
            ),
        ]


def without_metadata(original: bytes) -> bytes:
    """The picture in the same format, turned the right way up, without EXIF, XMP or comments."""
    with PillowImage.open(BytesIO(original)) as picture:
        kind = picture.format or "PNG"
        frames = [bare(frame) for frame in ImageSequence.Iterator(picture)]
    first, *others = frames
    options: dict[str, Any] = {"save_all": True, "append_images": others} if others else {}
    if kind in LOSSY_QUALITY:
        options["quality"] = LOSSY_QUALITY[kind]
    encoded = BytesIO()
    first.save(encoded, format=kind, **options)
    return encoded.getvalue()


def bare(frame: PillowImage.Image) -> PillowImage.Image:
    """A copy of one frame that carries its pixels and how to show them."""
    upright = ImageOps.exif_transpose(frame).copy()
    upright.info = {name: value for name, value in upright.info.items() if name in KEPT_INFORMATION}
    upright.getexif().clear()
    return upright
