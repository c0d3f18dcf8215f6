"""Logs say what happened and where, never what anybody wrote or who they are.

Every test writes the same records through a plain formatter too, and sees the marker there: what is
looked for could have leaked.
"""

import io
import logging
import logging.config
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils.log import AdminEmailHandler
from django_tasks import task

from trust.logs import ContentFree

MARKER = "haavoittuvainen-4821"


class Written:
    """What two handlers made of the same records."""

    def __init__(self) -> None:
        self.ours, self.plain = io.StringIO(), io.StringIO()
        self.handlers = [logging.StreamHandler(self.ours), logging.StreamHandler(self.plain)]
        self.handlers[0].setFormatter(ContentFree())
        self.handlers[1].setFormatter(logging.Formatter("%(message)s"))

    @property
    def lines(self) -> list[str]:
        return self.ours.getvalue().splitlines()

    def assert_leak_was_stopped(self) -> None:
        assert MARKER in self.plain.getvalue()
        assert self.lines
        assert MARKER not in self.ours.getvalue()


@pytest.fixture
def written() -> Iterator[Written]:
    found = Written()
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    for handler in found.handlers:
        root.addHandler(handler)
    yield found
    root.setLevel(level)
    for handler in found.handlers:
        root.removeHandler(handler)


@pytest.fixture
def failing(settings) -> Client:
    settings.ROOT_URLCONF = "tests.trust.log_urls"
    client = Client(raise_request_exception=False, HTTP_USER_AGENT=MARKER)
    client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    return client


def fail(logger: logging.Logger, message: Any = "%s", *args: Any) -> None:
    try:
        raise KeyError(MARKER) from ValueError(MARKER)
    except KeyError:
        logger.exception(message, *args)


def test_line_has_time_level_place_and_classes(written):
    fail(logging.getLogger("trust.seal"), "A text does not open: %s.", MARKER)
    [line] = written.lines
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ERROR trust\.seal at=test_logs\.fail:\d+"
        r' "A text does not open: %s\." error=KeyError<ValueError',
        line,
    )
    written.assert_leak_was_stopped()


def test_time_is_utc(written):
    record = logging.LogRecord("trust", logging.INFO, "x.py", 1, "Ready.", (), None)
    record.created = 1_800_000_000.5
    assert ContentFree().format(record).startswith("2027-01-15T08:00:00Z INFO trust at=x.")


@pytest.mark.parametrize(
    "name", ["wagtail", "allauth", "django-q", "gunicorn.error", "advices", ""]
)
def test_foreign_message_is_dropped_whole(written, name):
    logger = logging.getLogger(name)
    message = f"Task {MARKER} failed"
    logger.error(message)
    logger.error(f"%s and {message}", 1)  # noqa: G004
    logger.error({"letter": MARKER})
    assert len(written.lines) == 3
    written.assert_leak_was_stopped()


def test_arguments_and_extras_are_dropped(written):
    logger = logging.getLogger("advice.actions")
    logger.warning("Sent %(text)s", {"text": MARKER}, extra={"letter": MARKER}, stack_info=True)
    written.assert_leak_was_stopped()


def test_error_told_not_to_have_a_cause_hides_it(written):
    try:
        try:
            raise ValueError(MARKER)
        except ValueError:
            raise KeyError(MARKER) from None
    except KeyError:
        logging.getLogger("trust").exception("Failed.")
    assert written.lines[0].endswith("error=KeyError")


def test_formatter_never_raises():
    """If it did, `logging` would print the record with its arguments."""

    class Hostile:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(MARKER)

    record = logging.LogRecord("trust", logging.ERROR, "x.py", 1, "Failed.", (), None)
    record.request = Hostile()
    assert ContentFree().format(record) == "ERROR log line lost error=RuntimeError"


# What really writes


@pytest.mark.django_db
def test_missing_page_leaves_no_path(written):
    Client(HTTP_USER_AGENT=MARKER).get(f"/{MARKER}/?q={MARKER}")
    assert any("WARNING django.request" in line for line in written.lines)
    written.assert_leak_was_stopped()


def test_failing_view_leaves_route_class_and_request_id(written, failing):
    response = failing.post(f"/fails/{MARKER}/?q={MARKER}", {"text": MARKER})
    assert response.status_code == 500
    [line] = [line for line in written.lines if "django.request" in line]
    assert re.search(
        r"error=LetterBroken<ValueError route=fails request=[0-9a-f]{12} status=500$", line
    )
    assert "192.0.2.77" not in line
    written.assert_leak_was_stopped()


def test_suspicious_request_leaves_no_text(written, failing):
    assert failing.post("/suspects/", {"text": MARKER}).status_code == 400
    assert any("django.security.SuspiciousOperation" in line for line in written.lines)
    written.assert_leak_was_stopped()


def test_wrong_host_leaves_no_host(written, failing):
    assert failing.get("/suspects/", HTTP_HOST=f"{MARKER}.example").status_code == 400
    assert any("django.security.DisallowedHost" in line for line in written.lines)
    written.assert_leak_was_stopped()


@task
def index_letter(letter: str) -> None:
    raise ValueError(letter)


def test_failing_wagtail_task_leaves_only_its_class(written):
    index_letter.enqueue(MARKER)
    assert any("ValueError" in line for line in written.lines)
    assert MARKER not in written.ours.getvalue()


def test_gunicorn_leaves_no_address(written):
    """As gunicorn logs a request that broke before Django saw it."""
    logger = logging.getLogger("gunicorn.error")
    logger.warning("Invalid request from ip=%s: %s", "192.0.2.77", MARKER)
    fail(logger, "Error handling request %s", f"/neuvonta/?{MARKER}")
    assert len(written.lines) == 2
    assert "192.0.2.77" not in written.ours.getvalue()
    written.assert_leak_was_stopped()


# The settings


def every_handler() -> list[logging.Handler]:
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    return [handler for logger in loggers for handler in logger.handlers]


@pytest.fixture
def configured() -> Iterator[None]:
    """Logging as Django's defaults and our settings make it, gunicorn having been there first."""
    before = {name: logging.getLogger(name).handlers[:] for name in ("gunicorn.error", "")}
    logging.getLogger("gunicorn.error").addHandler(logging.StreamHandler())
    logging.config.dictConfig(django_settings.LOGGING)
    yield
    for name, handlers in before.items():
        logging.getLogger(name).handlers = handlers


def test_every_handler_writes_through_the_formatter(configured):
    ours = [handler for handler in every_handler() if type(handler) is logging.StreamHandler]
    assert [type(handler.formatter) for handler in ours] == [ContentFree]
    assert ours[0].stream in {sys.stderr, sys.__stderr__}


def test_nobody_is_mailed_errors(configured):
    assert not [handler for handler in every_handler() if isinstance(handler, AdminEmailHandler)]
