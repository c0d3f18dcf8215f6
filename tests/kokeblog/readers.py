"""Readers of the weekly letter, and what came to their mailboxes."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from kokeblog.models import Subscription, mark_of
from trust import clock, outbox
from trust.seal import seal_text

ADDRESS = "zxqwvk@muualla.example"
MARKER = "zxqwvk"
SUBSCRIBE = "/kokeblogi/kirje/tilaa/"


def make_reader(
    address: str = ADDRESS, *, language: str = "fi", confirmed: bool = True, at: Any = None
) -> Subscription:
    """A subscription as it stands in the table, confirmed or only asked for."""
    moment: datetime = at or clock.now()
    reader = Subscription(mark=mark_of(address), language=language, told_at=moment)
    if confirmed:
        reader.status, reader.confirmed_at = Subscription.Status.CONFIRMED, moment
    reader.address = seal_text(reader, "address", address)
    reader.save(force_insert=True)
    return reader


def ask_for_letter(client: Client, address: str = ADDRESS, **more: str) -> HttpResponse:
    path = more.pop("path", SUBSCRIBE)
    return client.post(path, {"email": address, "website": ""} | more)


def path_in(text: str, what: str) -> str:
    """The path of the link to "vahvista" or "lopeta" in a mail's text."""
    found = re.search(rf"https?://\S+/kirje/{what}/\S+", text)
    assert found, f"no link to {what} in {text}"
    return urlsplit(found[0].rstrip(">")).path


def confirm_path(mailoutbox: list) -> str:
    """Hands over the mail; the path of the link in the last one."""
    outbox.send_due()
    return path_in(mailoutbox[-1].body, "vahvista")


def words(response: HttpResponse) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())
