"""What feeds of several services share."""

import re
from typing import Any

from django.utils.feedgenerator import Atom1Feed

#: What XML 1.0 has no way to say: one of them in a title would leave everyone without the feed.
UNSAYABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class WholeAtom(Atom1Feed):
    """Atom with the whole text as each entry's content."""

    def write(self, outfile: Any, encoding: str) -> None:
        self.feed, self.items = sayable(self.feed), sayable(self.items)
        super().write(outfile, encoding)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def sayable(value: Any) -> Any:
    """The same without the characters that are pasted along unseen, as a line break of Word's."""
    if isinstance(value, dict):
        return {name: sayable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [sayable(one) for one in value]
    return UNSAYABLE.sub("", value) if isinstance(value, str) else value
