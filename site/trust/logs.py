"""Log lines without content: when, how grave, which logger, which exception class, which request."""

import logging


class ContentFree(logging.Formatter):
    """Drops arguments, tracebacks and messages of foreign loggers (trust helper completes it)."""

    def format(self, record: logging.LogRecord) -> str:
        name = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        return f"{record.levelname} {record.name} {name}".strip()
