"""What the public uses. A missing value stops the start with its name and an example."""

from urllib.parse import urlsplit

from kokenet import environment
from kokenet.settings.base import *  # noqa: F403
from kokenet.settings.logs import logging_config

DEBUG = False
SECRET_KEY = environment.required("SECRET_KEY")
ALLOWED_HOSTS = environment.words(environment.required("ALLOWED_HOSTS"))
SITE_URL = environment.required("SITE_URL")
STAFF_HOST = environment.text("STAFF_HOST")
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", 1)

DATABASES = {"default": environment.database(environment.required("DATABASE_URL"))}
CACHES = {"default": environment.cache(environment.text("CACHE_URL", "memory"))}
vars().update(environment.email(environment.required("EMAIL_URL")))
DEFAULT_FROM_EMAIL = environment.text(
    "DEFAULT_FROM_EMAIL", f"KokeNet <kokenet@{urlsplit(SITE_URL).hostname}>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

KOKENET_KEYRING = environment.required("KOKENET_KEYRING")
KEYRING_MAKE_ON_FIRST_RUN = False
SECOND_FACTOR_REQUIRED = True
WAGTAILADMIN_BASE_URL = SITE_URL

STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^tila$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LOGGING = logging_config(level="WARNING")
