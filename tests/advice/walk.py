"""An asker in this process: takes the same steps as a person, with nothing but a client."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client

from advice.models import AskForm, Conversation
from tests.advice.visitor import hidden, shown_number
from trust import clock

PREVIEW, SEND, ANSWER = "/neuvonta/esikatselu/", "/neuvonta/laheta/", "/neuvonta/vastaus/"
AGAIN, CALENDAR = "/neuvonta/keskustelu/jatka/", "/neuvonta/keskustelu/kalenteri/"
END, FEEDBACK = "/neuvonta/keskustelu/paata/", "/neuvonta/keskustelu/palaute/"
ERASE, PUBLISHING = "/neuvonta/keskustelu/poista/", "/neuvonta/keskustelu/julkaisu/"
STEPS = [PREVIEW, SEND, ANSWER, AGAIN, CALENDAR, END, FEEDBACK, ERASE, PUBLISHING]
#: Longer than anyone needs to look suspicious.
A_MOMENT = timedelta(seconds=10)


@dataclass
class Walk:
    """One person with one browser, at one form."""

    client: Client
    form: AskForm

    def fields(self, **changes: Any) -> dict[str, Any]:
        return {"form": self.form.pk, "text": "Mitä voisin tehdä?", "website": ""} | changes

    def preview(self, **changes: Any) -> HttpResponse:
        return self.client.post(PREVIEW, self.fields(**changes))

    def token(self, **changes: Any) -> str:
        return hidden(page(self.preview(**changes)), "token")

    def send(self, **changes: Any) -> HttpResponse:
        """Previews, reads it a while, and sends."""
        token = changes.pop("token", None) or self.token(**changes)
        with later(A_MOMENT):
            return self.client.post(SEND, self.fields(**changes) | {"token": token})

    def ask(self, **changes: Any) -> str:
        """Sends a question; returns the sixteen digits shown."""
        return shown_number(page(self.send(**changes)))

    def open(self, number: str) -> HttpResponse:
        return self.client.post(ANSWER, {"number": number})

    def ticket(self, number: str) -> str:
        return hidden(page(self.open(number)), "ticket")

    def again(self, ticket: str, text: str = "Vielä yksi asia.", **more: str) -> HttpResponse:
        return self.client.post(AGAIN, {"ticket": ticket, "text": text} | more)


def later(time: timedelta) -> time_machine.travel:
    """So much later than now, with time running on."""
    return time_machine.travel(clock.now() + time)


def page(response: HttpResponse) -> str:
    return response.content.decode()


def main(response: HttpResponse) -> str:
    """What stands in the page's main part."""
    found = re.search(r"<main.*?</main>", page(response), re.DOTALL)
    assert found, "the page has no main part"
    return found[0]


def words(response: HttpResponse) -> str:
    """The words of the main part as one reads them."""
    text = re.sub(r"<[^>]*>", " ", main(response))
    return " ".join(unescape(text).split())


def typed(response: HttpResponse, name: str = "text") -> str:
    """What stands in a text area, as a browser would read it from the page."""
    found = re.search(
        rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', main(response), re.DOTALL
    )
    assert found, f"the page has no text area {name}"
    return unescape(found[1])


def only_conversation() -> Conversation:
    return Conversation.objects.get()
