"""Whole addresses of staff pages, for mails."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings


def absolute(path: str) -> str:
    """The address of a staff page: on the staff host when there is one, else on the site's."""
    site = urlsplit(settings.SITE_URL)
    return urlunsplit((site.scheme, settings.STAFF_HOST or site.netloc, path, "", ""))
