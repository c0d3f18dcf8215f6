"""What search may find: its words for the index, and for the excerpt beside what was found."""

from typing import Any

from django.db import connection
from wagtail.search import index

from home.lemmas import base_forms

#: Wagtail's full-text table on SQLite.
SQLITE_INDEX = "wagtailsearch_indexentry_fts"


class Findable:
    """A model that search finds by the base forms of its words. `locale` tells their language."""

    locale: Any

    #: For the model's search_fields.
    found_by = [index.SearchField("base_forms")]

    #: The fields of plain words that are all it says in public; others write `told` themselves.
    told_fields: tuple[str, ...] = ()

    @property
    def told(self) -> list[str]:
        """Everything it says in public, in reading order, without markup."""
        return [getattr(self, name) for name in self.told_fields]

    @property
    def base_forms(self) -> str:
        """Each base form once, for the index."""
        forms = base_forms(" ".join(self.told), self.locale.language_code)
        return " ".join(dict.fromkeys(forms))


def told_in(body: Any) -> list[str]:
    """The words of a StreamField's value."""
    content: list[str] = body.stream_block.get_searchable_content(body)
    return content


def drop_deleted_words() -> None:
    """Takes out of the index's own files what has been deleted from it.

    SQLite's full-text index keeps deleted words in its segments until they are merged. PostgreSQL
    has them in dead rows until its autovacuum, as it has of every table.
    """
    if connection.vendor == "sqlite":
        merge = f"INSERT INTO {SQLITE_INDEX}({SQLITE_INDEX}) VALUES('optimize')"
        with connection.cursor() as cursor:
            cursor.execute(merge)
