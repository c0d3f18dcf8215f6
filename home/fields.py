"""The body of a page: editorial blocks and whatever the installed services offer."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.blocks import Block, StreamBlock
from wagtail.fields import StreamField

from kokenet import plugins


class BodyField(StreamField):
    """A StreamField whose blocks are gathered when first needed and never written to migrations.

    A service taken out of INSTALLED_APPS takes its blocks along: stored blocks of an unknown kind
    are left out when a page is read, and no migration is missing.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(block_types=[], **kwargs)

    def offered(self) -> list[tuple[str, Block]]:
        """The blocks that editors may put into this body."""
        from home.blocks import editorial_blocks  # noqa: PLC0415 -- blocks need loaded apps

        return [*editorial_blocks(), *plugins.gather(lambda plugin: plugin.body_blocks())]

    @cached_property
    def stream_block(self) -> StreamBlock:
        block = StreamBlock(self.offered())
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs
