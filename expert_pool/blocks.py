"""The block with which editors put a search for experts into any page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from expert_pool import bank
from expert_pool.snippets import ExpertSearch
from expert_pool.words import Task


class ExpertSearchBlock(SnippetChooserBlock):
    """Draws a form whose answers are an address of the bank: no token, the same for everyone."""

    class Meta:
        label = _("Search for experts")
        icon = "group"
        template = "expert_pool/blocks/expert_search.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("expert_pool.ExpertSearch", **kwargs)

    def get_context(
        self, value: ExpertSearch | None, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Of a search that editors have deleted, the form remains."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return context | {"topics": bank.topics_spoken(), "tasks": Task.choices}
