"""The demo site's tree, which services extend with their own pages and blocks."""

from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Locale, Page, Site

from accounts.models import User
from home.models import Topic


@dataclass
class Tree:
    """The demo site while it is being built.

    Everything here may be repeated: what exists is left as it is, also when editors have changed
    it since.
    """

    site: Site
    locales: dict[str, Locale]
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    #: The demo staff by short name (aino, eero, koordinaattori …); empty outside development.
    staff: dict[str, User] = field(default_factory=dict)

    def page(self, name: str, language: str = "fi") -> Page:
        """A page by the demo's name for it: front, about, how, confidentiality, accessibility,
        privacy, advice, ask, expect, tips, services, professionals. KeyError when there is none."""
        return self.pages[name, language]

    @property
    def topics(self) -> dict[str, Topic]:
        """The topics in Finnish by slug."""
        return self.topics_in("fi")

    def topics_in(self, language: str) -> dict[str, Topic]:
        return {topic.slug: topic for topic in Topic.objects.in_language(language)}

    def add_page(
        self,
        parent: Page,
        model: type[Page],
        *,
        slug: str,
        name: str = "",
        translation_of: Page | None = None,
        **fields: Any,
    ) -> Page:
        """The child of `parent` with this address, made and published when it is missing.

        `name` lets others find it through `page`; the language is the parent's.
        """
        found = parent.get_children().filter(slug=slug).first()
        if found is not None:
            page = found.specific
        else:
            if translation_of is not None:
                fields["translation_key"] = translation_of.translation_key
            page = model(slug=slug, locale=parent.locale, **fields)
            parent.add_child(instance=page)
            page.save_revision().publish()
            parent.refresh_from_db()
        if name:
            self.pages[name, page.locale.language_code] = page
        return page

    def add_block(self, page: Page, kind: str, value: Any, *, at: int | None = None) -> bool:
        """Puts a block into a page's body unless it has one of this kind; says whether it did.

        `at` is the place among the blocks; the end when it is not given.
        """
        page = page.specific
        if any(block.block_type == kind for block in page.body):
            return False
        page.body.insert(len(page.body) if at is None else at, (kind, value))
        page.save_revision().publish()
        return True
