"""What search may find: its words for the index, and for the excerpt beside what was found."""

from typing import Any

from wagtail.search import index

from home.lemmas import base_forms


class Findable:
    """A model that search finds by the base forms of its words. `locale` tells their language."""

    locale: Any

    #: For the model's search_fields.
    found_by = [index.SearchField("base_forms")]

    @property
    def told(self) -> list[str]:
        """Everything it says in public, in reading order, without markup; each model its own."""
        return []

    @property
    def base_forms(self) -> str:
        """Each base form once, for the index."""
        forms = base_forms(" ".join(self.told), self.locale.language_code)
        return " ".join(dict.fromkeys(forms))


def told_in(body: Any) -> list[str]:
    """The words of a StreamField's value."""
    content: list[str] = body.stream_block.get_searchable_content(body)
    return content
