"""What is written to logs: what happened and where, never what anybody wrote or who they are."""


def logging_config(*, level: str) -> dict:
    """Django's LOGGING: everything through one handler whose formatter drops content."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"content_free": {"()": "trust.logs.ContentFree"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "content_free"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "django-q": {"handlers": [], "level": "WARNING", "propagate": True},
            # gunicorn writes addresses and paths; its own handlers go when the site is loaded.
            "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "django_tasks": {"handlers": [], "level": "WARNING", "propagate": True},
            "wagtail": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
