"""How long a sign-in holds, and who a request's session makes of it.

A session is staff's for 12 hours from the last step of signing in and for 30 minutes after the
last click. Both are read from the session itself: allauth's records say when which step was taken.
"""

from datetime import UTC, datetime, timedelta
from enum import Enum

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts import areas
from trust import clock

SEEN_KEY = "staff_seen_at"
#: A click is noted at most this often, so that not every page writes to the database.
NOTE_EVERY = timedelta(seconds=60)
#: A page that asks by itself sends this header; its requests keep no session open.
BY_ITSELF = "X-By-Itself"

Person = AbstractBaseUser | AnonymousUser


class Over(Enum):
    """Why a session is over; the value stands in the sign-in page's address."""

    IDLE = "tauko"
    LONG = "aika"
    UNKNOWN = ""


def second_factor_required() -> bool:
    """False only where the setting says so *and* this is a developer's machine."""
    return bool(settings.SECOND_FACTOR_REQUIRED or not settings.DEBUG)


def person_of(request: HttpRequest) -> Person:
    """Who makes the request: nobody, unless they are within the limits and, outside the entrance,
    have given their second factor in this session."""
    claimed = get_user(request)
    if not claimed.is_authenticated or over(request):
        return AnonymousUser()
    if areas.is_entrance(request.path_info) or is_complete(request):
        return claimed
    return AnonymousUser()


def is_complete(request: HttpRequest) -> bool:
    """Whether every step that is asked has been taken in this session."""
    if not second_factor_required():
        return True
    records = get_authentication_records(request, _claimed(request))
    return any(record.get("method") == "mfa" for record in records)


def over(request: HttpRequest) -> Over | None:
    """Why the session of someone who signed in no longer holds; None while it does."""
    if not get_user(request).is_authenticated:
        return None
    start = began_at(request)
    if start is None:
        return Over.UNKNOWN
    if clock.now() >= ends_at(start):
        return Over.LONG
    if clock.now() - _seen_at(request, start) >= timedelta(seconds=settings.STAFF_IDLE_SECONDS):
        return Over.IDLE
    return None


def began_at(request: HttpRequest) -> datetime | None:
    """The last step of signing in; confirming oneself again later does not count."""
    records = get_authentication_records(request, _claimed(request))
    steps = [record["at"] for record in records if not record.get("reauthenticated")]
    return _moment(max(steps)) if steps else None


def ends_at(start: datetime) -> datetime:
    return start + timedelta(seconds=settings.SESSION_COOKIE_AGE)


def note_activity(request: HttpRequest) -> None:
    """Remembers that the person is there; not for what a page asks by itself."""
    if areas.is_unattended(request.path_info) or BY_ITSELF in request.headers:
        return
    start = began_at(request)
    if start and clock.now() - _seen_at(request, start) >= NOTE_EVERY:
        request.session[SEEN_KEY] = clock.now().timestamp()


def _claimed(request: HttpRequest) -> AbstractBaseUser | None:
    claimed = get_user(request)
    return claimed if isinstance(claimed, AbstractBaseUser) else None


def _seen_at(request: HttpRequest, start: datetime) -> datetime:
    """The last click; the sign-in itself when there was none since."""
    seen = request.session.get(SEEN_KEY)
    return max(start, _moment(seen)) if seen else start


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
