"""A real SMTP server for tests."""

import socket
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A port that nobody listens to on this machine right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Sink:
    """Keeps what is sent to it. `refuse_with` makes it answer so instead, e.g. "451 Later"."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        self.port = free_port()
        self.messages: list[EmailMessage] = []
        self.refuse_with = ""
        self._controller: Controller | None = None

    def __enter__(self) -> "Sink":
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self.down()

    def up(self) -> None:
        """Starts answering, on the same port as before."""
        self._controller = Controller(self, hostname=self.host, port=self.port)
        self._controller.start()

    def down(self) -> None:
        """Stops answering, as a mail server does that is gone."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuse_with:
            return self.refuse_with
        content: Any = envelope.content
        self.messages.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        return "250 Kept"

    def wait_for(self, count: int, seconds: float = 20) -> list[EmailMessage]:
        """The messages once there are at least `count`. Raises TimeoutError."""
        wait_until(lambda: len(self.messages) >= count, seconds, f"{count} messages")
        return self.messages


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits for something to become true. Raises TimeoutError that says what did not."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come in {seconds:g} s")
        time.sleep(0.05)
