"""A developer's own machine: `make run`."""

from kokenet import environment
from kokenet.environment import BASE_DIR
from kokenet.settings.base import *  # noqa: F403
from kokenet.settings.logs import logging_config

DEBUG = environment.flag("DEBUG", default=True)
SECRET_KEY = environment.text("SECRET_KEY", "only-for-development-" + "0" * 40)
ALLOWED_HOSTS = environment.words(environment.text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"))
SITE_URL = environment.text("SITE_URL", "http://localhost:8000")
STAFF_HOST = environment.text("STAFF_HOST")
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 0)

DATABASES = {
    "default": environment.database(
        environment.text("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'kokenet.sqlite3'}")
    )
}
CACHES = {"default": environment.cache(environment.text("CACHE_URL", "memory"))}
vars().update(environment.email(environment.text("EMAIL_URL", "consolemail://")))
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "KokeNet <kokenet@localhost>")

KOKENET_KEYRING = environment.text("KOKENET_KEYRING", str(BASE_DIR / "var" / "keyring.json"))
KEYRING_MAKE_ON_FIRST_RUN = True
DEMO_PASSWORD = environment.text("DEMO_PASSWORD")
SECOND_FACTOR_REQUIRED = not DEBUG
WAGTAILADMIN_BASE_URL = SITE_URL
LOGGING = logging_config(level="INFO")
