from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from wagtail.models import Site

from home import help as help_numbers
from home.errors import offline_page
from home.models import HelpContact


class Command(BaseCommand):
    help = "Writes var/static_pages/503.html, which the web server shows when the site is down."

    def handle(self, **options: object) -> None:
        """In the main language, with the default site's help numbers as they are now."""
        folder = Path(settings.STATIC_ROOT).parent / "static_pages"
        folder.mkdir(parents=True, exist_ok=True)
        with translation.override(settings.LANGUAGE_CODE):
            site = Site.objects.get(is_default_site=True)
            help_numbers.in_spoken_language(site, list(HelpContact.objects.for_site(site)))
            page = offline_page(503)
        (folder / "503.html").write_text(page, encoding="utf-8")
        self.stdout.write(f"Written: {folder / '503.html'}")
