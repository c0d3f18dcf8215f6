"""Tests: SQLite in memory, or the PostgreSQL of TEST_DATABASE_URL."""

import tempfile
from pathlib import Path

from kokenet import environment
from kokenet.settings.base import *  # noqa: F403
from kokenet.settings.logs import logging_config

DEBUG = False
SECRET_KEY = "only-for-tests-" + "0" * 40  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"
STAFF_HOST = ""
TRUSTED_PROXIES = 0

DATABASES = {
    "default": environment.database(environment.text("TEST_DATABASE_URL", "sqlite://:memory:"))
}
CACHES = {"default": environment.cache("memory")}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "KokeNet <kokenet@testserver>"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_run = Path(tempfile.mkdtemp(prefix="kokenet-test-"))
MEDIA_ROOT = _run / "media"
KOKENET_KEYRING = str(_run / "keyring.json")
KEYRING_MAKE_ON_FIRST_RUN = True
SECOND_FACTOR_REQUIRED = True
WAGTAILADMIN_BASE_URL = SITE_URL
LOGGING = logging_config(level="WARNING")
