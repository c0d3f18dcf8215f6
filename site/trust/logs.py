"""Log lines without content: when, how grave, which logger, where in the code, which request.

    2026-11-21T10:15:30Z ERROR django.request at=log.log_response:253 error=SealBroken<ValueError
    route=advice:answer request=1f0c9a7be2d1 status=500

A message is written only by our own loggers, and then its template without the arguments: a foreign
library may have put anything into its text already. The place in the code tells as much. Never
written: arguments, exception texts, tracebacks, paths, queries, addresses, user agents, variables.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

OURS = {
    "kokenet", "trust", "accounts", "home", "kokeblog", "expert_pool", "advice", "booking",
}  # fmt: skip
CHAIN_LENGTH = 10


class ContentFree(logging.Formatter):
    """The formatter of every handler (kokenet.settings.logs)."""

    def format(self, record: logging.LogRecord) -> str:
        # A formatter that raises makes `logging` print the record, arguments and all.
        try:
            return " ".join(_parts(record))
        except Exception as error:  # noqa: BLE001
            return f"{record.levelname} log line lost error={type(error).__name__}"


def _parts(record: logging.LogRecord) -> Iterator[str]:
    moment = datetime.fromtimestamp(record.created, UTC)
    yield moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    yield record.levelname
    yield record.name
    yield f"at={record.module}.{record.funcName}:{record.lineno}"
    if record.name.partition(".")[0] in OURS and isinstance(record.msg, str):
        yield f'"{record.msg}"'
    if error := _error_of(record):
        yield f"error={'<'.join(_class_names(error))}"
    yield from _request_parts(record)


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if isinstance(record.exc_info, tuple) else None


def _class_names(error: BaseException | None) -> Iterator[str]:
    """The error and what led to it, the way a traceback would go through them."""
    for _ in range(CHAIN_LENGTH):
        if error is None:
            return
        yield type(error).__name__
        context = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or context


def _request_parts(record: logging.LogRecord) -> Iterator[str]:
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    if match is not None:
        yield f"route={match.view_name}"
    if number := getattr(request, "request_id", None):
        yield f"request={number}"
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        yield f"status={status:d}"
