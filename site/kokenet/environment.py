"""The one place that reads the environment.

A value that production needs and does not get stops the start with its name and an example.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]

_env = environ.Env()

EXAMPLES = {
    "SECRET_KEY": "fifty or more random characters",
    "ALLOWED_HOSTS": "kokenet.example,www.kokenet.example",
    "SITE_URL": "https://kokenet.example",
    "DATABASE_URL": "postgres://kokenet:password@127.0.0.1:5432/kokenet",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "KOKENET_KEYRING": "/etc/kokenet/keyring.json",
}


def required(name: str) -> str:
    """The variable's text. Raises ImproperlyConfigured, with an example, when it is not set."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(
            f"The environment variable {name} is missing. Set it, for example:\n"
            f"    {name}={EXAMPLES[name]}"
        )
    return value


def text(name: str, default: str = "") -> str:
    """The variable's text; the default also when it is set to nothing."""
    return str(_env.str(name, default="")).strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    return bool(_env.bool(name, default=default))


def number(name: str, default: int) -> int:
    return int(_env.int(name, default=default))


def words(value: str) -> list[str]:
    """A comma-separated list without blanks."""
    return [word.strip() for word in value.split(",") if word.strip()]


def database(url: str) -> dict:
    """Django's database settings for an address: SQLite in WAL, or PostgreSQL through psycopg."""
    config = environ.Env.db_url_config(url)
    config["CONN_MAX_AGE"] = 60
    config["CONN_HEALTH_CHECKS"] = True
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                " PRAGMA secure_delete=ON;"
            ),
        }
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config.setdefault("OPTIONS", {})
        config["OPTIONS"] |= {
            "connect_timeout": 5,
            "options": "-c statement_timeout=15000 -c lock_timeout=10000"
            " -c idle_in_transaction_session_timeout=60000",
        }
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with sqlite:// or postgres://, for example:\n"
            f"    DATABASE_URL={EXAMPLES['DATABASE_URL']}"
        )
    return config


def cache(url: str) -> dict:
    """Django's cache settings: `memory` (one process) or a redis:// address (shared)."""
    if url in {"", "memory"}:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if url.startswith(("redis://", "rediss://", "unix://")):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    raise ImproperlyConfigured(
        "CACHE_URL must be `memory` or a Redis address, for example:\n"
        "    CACHE_URL=redis://127.0.0.1:6379/0"
    )


def email(url: str) -> dict:
    """Django's EMAIL_* settings for an address such as smtp+tls://user:password@host:587."""
    return dict(environ.Env.email_url_config(url))
