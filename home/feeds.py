"""What feeds of several services share."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed


class WholeAtom(Atom1Feed):
    """Atom with the whole text as each entry's content."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
