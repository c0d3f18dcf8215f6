"""Production as tests start it: the same settings without TLS.

Static files come from where they are written, but with PROCESSES_COLLECTED_STATIC as in production.
"""

from pathlib import Path

from kokenet import environment
from kokenet.settings.production import *  # noqa: F403, TID251

FOLDER = Path(environment.text("PROCESSES_FOLDER"))

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
KEYRING_MAKE_ON_FIRST_RUN = True
MEDIA_ROOT = FOLDER / "media"
STATIC_ROOT = FOLDER / "static"
STATIC_ROOT.mkdir(exist_ok=True)
if not environment.flag("PROCESSES_COLLECTED_STATIC"):
    STORAGES = STORAGES | {  # noqa: F405
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    WHITENOISE_USE_FINDERS = True
