"""Every write of KokeBlogi besides what editors write in Wagtail's admin."""

from kokeblog.actions.mailing import send_letters
from kokeblog.actions.planning import plan, unplan
from kokeblog.actions.subscribing import (
    confirm,
    erase_address,
    forget_unconfirmed,
    leave,
    letter_ended,
    subscribe,
)

__all__ = [
    "confirm",
    "erase_address",
    "forget_unconfirmed",
    "leave",
    "letter_ended",
    "plan",
    "send_letters",
    "subscribe",
    "unplan",
]
