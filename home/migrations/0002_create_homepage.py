"""A fresh database has a front page, a site and a language, so that it can be opened at once."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations

PORTS = {"http": 80, "https": 443}


def create_homepage(apps, schema_editor):
    """Puts our front page in the place of Wagtail's welcome page, and the site upon it."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    pages = apps.get_model("wagtailcore", "Page").objects
    sites = apps.get_model("wagtailcore", "Site").objects
    locale = apps.get_model("wagtailcore", "Locale").objects.get(
        language_code=settings.LANGUAGE_CODE
    )
    pages.filter(content_type__model="page", depth=2, slug="home").delete()
    front_type, _ = content_types.get_or_create(app_label="home", model="frontpage")
    front = apps.get_model("home", "FrontPage").objects.create(
        title="KokeNet",
        draft_title="KokeNet",
        slug="kokenet",
        heading="KokeNet",
        content_type=front_type,
        locale=locale,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/kokenet/",
    )
    address = urlsplit(settings.SITE_URL)
    sites.create(
        hostname=address.hostname,
        port=address.port or PORTS[address.scheme],
        site_name="KokeNet",
        root_page_id=front.pk,
        is_default_site=True,
    )


def remove_homepage(apps, schema_editor):
    apps.get_model("home", "FrontPage").objects.filter(path="00010001").delete()


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(create_homepage, remove_homepage)]
