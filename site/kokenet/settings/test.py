"""Tests: SQLite in a file, as it is really used, or the PostgreSQL of TEST_DATABASE_URL."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from kokenet import environment
from kokenet.settings.base import *  # noqa: F403
from kokenet.settings.logs import logging_config

# Records with sealed texts that belong to no service, for the tests of trust.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.trust.shelf"]  # noqa: F405

DEBUG = False
SECRET_KEY = "only-for-tests-" + "0" * 40
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"
STAFF_HOST = ""
TRUSTED_PROXIES = 0

_run = Path(tempfile.mkdtemp(prefix="kokenet-test-"))
_owner = os.getpid()


@atexit.register
def _tidy() -> None:
    """Takes the run's folder away; a forked child must not."""
    if os.getpid() == _owner:
        shutil.rmtree(_run, ignore_errors=True)


MEDIA_ROOT = _run / "media"
STATIC_ROOT = _run / "static"
STATIC_ROOT.mkdir()

DATABASES = {
    "default": environment.database(
        environment.text("TEST_DATABASE_URL", f"sqlite:///{_run / 'unused.sqlite3'}")
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Nobody misses this one after a power cut; every commit is so much faster.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    DATABASES["default"]["TEST"] = {"NAME": str(_run / "test.sqlite3")}
else:
    # A loaded machine makes and drops a database slowly; and as above, nobody misses this one.
    DATABASES["default"]["OPTIONS"]["options"] = (
        "-c statement_timeout=120000 -c lock_timeout=10000 -c synchronous_commit=off"
    )
CACHES = {"default": environment.cache("memory")}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "KokeNet <kokenet@testserver>"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

KOKENET_KEYRING = str(_run / "keyring.json")
KEYRING_MAKE_ON_FIRST_RUN = True
SECOND_FACTOR_REQUIRED = True
WAGTAILADMIN_BASE_URL = SITE_URL
LOGGING = logging_config(level="WARNING")
