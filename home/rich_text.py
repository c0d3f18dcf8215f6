"""Links between pages in running text."""

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class LinkHandler(PageLinkHandler):
    """As Wagtail's, in one query for a whole text and with no link to a page that is not public.

    Wagtail asks for each page's own type, and for its translation, which a link written in one
    language does not need.
    """

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        wanted = [str(attrs.get("id", "")) for attrs in attrs_list]
        numbers = [number for number in wanted if number.isdigit()]
        pages = Page.objects.live().filter(pk__in=numbers).only("url_path")
        by_number = {str(page.pk): page for page in pages}
        return [by_number.get(number) for number in wanted]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        addresses = [page.url if page else None for page in cls.get_many(attrs_list)]
        return [f'<a href="{escape(url)}">' if url else "<a>" for url in addresses]
