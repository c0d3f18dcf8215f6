"""An asker as a program: speaks HTTP to a real server, and sends again when no answer comes."""

import http.client
import re
import time
import urllib.parse
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PREVIEW, SEND, ANSWER = "/neuvonta/esikatselu/", "/neuvonta/laheta/", "/neuvonta/vastaus/"


@dataclass
class Visitor:
    """One person with one text, who comes from `address` through one proxy.

    `reads` is how long they look at the preview, `patience` how long they keep trying, in seconds.
    Who sends at once, as a program does, is set aside to be checked.
    """

    url: str
    address: str = "192.0.2.1"
    reads: float = 0
    patience: float = 120
    resends: int = field(default=0, init=False)

    def ask(self, fields: dict[str, str]) -> str:
        """Previews and sends a question; returns the sixteen digits shown."""
        preview = self.post(PREVIEW, fields)
        time.sleep(self.reads)
        sent = self.post(SEND, fields | {"token": hidden(preview, "token")})
        return shown_number(sent)

    def post(self, path: str, fields: dict[str, str]) -> str:
        """The page that answers, however many times it has to be asked for."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                status, body = self._post_once(path, fields)
            except (OSError, http.client.HTTPException):
                status, body = 0, ""
            if status == 200:
                return body
            if status not in (0, 429, 502, 503):
                raise AssertionError(f"{path} answered {status}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{path} did not answer")
            self.resends += 1
            time.sleep(0.1)

    def try_post(self, path: str, fields: dict[str, str]) -> int:
        """The status that one sending gets, whatever it is."""
        return self._post_once(path, fields)[0]

    def try_get(self, path: str) -> int:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def _post_once(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        try:
            connection.request(
                "POST",
                path,
                urllib.parse.urlencode(fields),
                {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Origin": self.url,
                    "Sec-Fetch-Site": "same-origin",
                    "X-Forwarded-For": self.address,
                },
            )
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return found[1] if found else ""
    raise AssertionError(f"the page has no field {name}")


def shown_number(page: str) -> str:
    """The sixteen digits in the element with id="receipt-number"."""
    element = re.search(
        r'id="receipt-number"[^>]*>(.*?)</(?:p|div|output|strong|section)>', page, re.S
    )
    assert element, "the page shows no number"
    digits = re.sub(r"<[^>]*>|\D", "", element[1])
    assert len(digits) == 16, digits
    return digits
