"""A story's body: words, quotations, pictures and the story read aloud; no forms in between."""

from wagtail.blocks import Block

from home.fields import BodyField


class StoryField(BodyField):
    def offered(self) -> list[tuple[str, Block]]:
        from home import blocks  # noqa: PLC0415 -- blocks need loaded apps

        return [
            ("text", blocks.TextBlock()),
            ("heading", blocks.HeadingBlock()),
            ("quote", blocks.QuoteBlock()),
            ("image", blocks.PictureBlock()),
            ("audio", blocks.AudioBlock()),
        ]
