"""A writer in this process: takes the same steps as a person, with nothing but a client."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client

from kokeblog.models import SentStory
from tests.advice.visitor import hidden, shown_number
from tests.advice.walk import page
from trust import clock

WRITE, PREVIEW, SEND = (
    "/kokeblogi/laheta/",
    "/kokeblogi/laheta/esikatselu/",
    "/kokeblogi/laheta/valmis/",
)
OWN, YES, SAY = "/kokeblogi/oma/", "/kokeblogi/oma/kylla/", "/kokeblogi/oma/sana/"
WITHDRAW, ERASE = "/kokeblogi/oma/peru/", "/kokeblogi/oma/poista/"
STEPS = [PREVIEW, SEND, YES, SAY, WITHDRAW, ERASE]
A_MOMENT = timedelta(seconds=10)
TEXT = "Aluksi en puhunut kenellekään.\n\nSitten soitin siskolle, ja se auttoi."


@dataclass
class StoryWalk:
    """One person with one browser."""

    client: Client

    def fields(self, **changes: Any) -> dict[str, Any]:
        return {"text": TEXT, "title": "Hiljaa", "alias": "Usva", "website": ""} | changes

    def preview(self, **changes: Any) -> HttpResponse:
        return self.client.post(PREVIEW, self.fields(**changes))

    def send(self, **changes: Any) -> HttpResponse:
        """Previews, reads it a while, and sends."""
        token = changes.pop("token", None) or hidden(page(self.preview(**changes)), "token")
        with time_machine.travel(clock.now() + A_MOMENT):
            return self.client.post(SEND, self.fields(**changes) | {"token": token})

    def tell(self, **changes: Any) -> str:
        """Sends a story; returns the sixteen digits shown."""
        return shown_number(page(self.send(**changes)))

    def open(self, number: str) -> HttpResponse:
        return self.client.post(OWN, {"number": number})

    def ticket(self, number: str) -> str:
        return hidden(page(self.open(number)), "ticket")

    def act(self, path: str, ticket: str, **more: str) -> HttpResponse:
        return self.client.post(path, {"ticket": ticket} | more)


def only_story() -> SentStory:
    return SentStory.objects.get()
