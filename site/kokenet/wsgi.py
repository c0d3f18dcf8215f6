"""The web server's entry point."""

import os

from django.apps import apps
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokenet.settings.production")

application = get_wsgi_application()
apps.get_app_config("trust").look_at_keyring()  # type: ignore[attr-defined]
