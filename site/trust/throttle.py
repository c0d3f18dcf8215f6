"""Slowing down without locking anyone out.

A network that asks too often waits up to two seconds for its answer; it always gets through.
A network is an IPv4 address or an IPv6 /64: behind one IPv4 address there may already be a whole
library, so that a wider group would only mix in strangers, while a single home may use every
address of its /64. Everything is in this process's memory, under a salted hash of the network
whose salt lives fifteen minutes: nothing about who asked reaches a disk or a log.
"""

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

LONGEST_WAIT = 2.0
#: At most so many threads of a process sleep here; the others keep serving.
MOST_SLEEPERS = 2
SALT_SECONDS = 15 * 60
MOST_NETWORKS = 10_000


@dataclass(frozen=True)
class Pace:
    """So many at once without waiting, and then one every so many seconds."""

    burst: int
    seconds_each: float


#: Thirty people in one library each open a conversation and write, all in the same minute.
PACES = {
    "number": Pace(burst=120, seconds_each=0.5),
    "send": Pace(burst=120, seconds_each=0.5),
    "sign_in": Pace(burst=20, seconds_each=3.0),
    "subscribe": Pace(burst=30, seconds_each=60.0),
}
#: Wrong numbers and passwords of everyone together.
FAILURES = Pace(burst=200, seconds_each=0.5)
WATCHED_FOR_FAILURES = frozenset({"number", "sign_in"})


class TooMany(Exception):
    """Too many are already waiting; `retry_after` says in how many seconds to come again."""

    status = 429
    retry_after = 5


class Throttle:
    """Token buckets of one process, each kept as the moment at which it is full again."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._full_at: OrderedDict[bytes, float] = OrderedDict()
        self._failures_full_at = clock()
        self._renew_salt(clock())
        self._sleepers = 0

    def slow_down(self, network: str, what: str) -> None:
        """Takes one from the network's bucket and sleeps for what is missing. Raises TooMany."""
        with self._lock:
            own = self._take(network, what)
            common = self._failure_debt() if what in WATCHED_FOR_FAILURES else 0.0
        try:
            self.wait(max(own, common))
        except TooMany:
            if own > 0:
                raise
            # The flood is someone else's: this network is let through.

    def wait(self, seconds: float) -> None:
        """Sleeps, two seconds at the longest. Raises TooMany when too many sleep already."""
        if seconds > 0:
            with self._place():
                self._sleep(min(seconds, LONGEST_WAIT))

    @contextmanager
    def lasting(self, seconds: float) -> Iterator[None]:
        """Makes a block last so long, two seconds at the most, however soon it is done.

        The place to sleep is taken first: when there is none, this raises TooMany and nothing of
        the block is done, so that a flood cannot measure how long it would have taken.
        """
        with self._place():
            end = self._clock() + min(seconds, LONGEST_WAIT)
            try:
                yield
            finally:
                self._sleep(max(0.0, end - self._clock()))

    @contextmanager
    def _place(self) -> Iterator[None]:
        with self._lock:
            if self._sleepers >= MOST_SLEEPERS:
                raise TooMany
            self._sleepers += 1
        try:
            yield
        finally:
            with self._lock:
                self._sleepers -= 1

    def count_failure(self) -> None:
        """Takes one from the budget of failures that everyone shares."""
        with self._lock:
            self._failures_full_at = self._spent(self._failures_full_at, FAILURES)

    def _take(self, network: str, what: str) -> float:
        """The seconds this network is over its pace, after taking one."""
        now = self._clock()
        if now >= self._salt_until:
            self._renew_salt(now)
        key = hashlib.blake2b(f"{what}|{network}".encode(), key=self._salt, digest_size=16).digest()
        full_at = self._spent(self._full_at.pop(key, now), PACES[what])
        self._make_room(now)
        self._full_at[key] = full_at
        return _debt(full_at - now, PACES[what])

    def _failure_debt(self) -> float:
        return _debt(self._failures_full_at - self._clock(), FAILURES)

    def _spent(self, full_at: float, pace: Pace) -> float:
        """One more taken. The debt is capped, so that everyone recovers as soon as it calms."""
        now = self._clock()
        most = now + pace.burst * pace.seconds_each + LONGEST_WAIT
        return min(max(full_at, now) + pace.seconds_each, most)

    def _make_room(self, now: float) -> None:
        """Forgets full buckets from the oldest on, and in a flood of networks the oldest itself."""
        while self._full_at:
            oldest = next(iter(self._full_at))
            if self._full_at[oldest] > now and len(self._full_at) < MOST_NETWORKS:
                return
            del self._full_at[oldest]

    def _renew_salt(self, now: float) -> None:
        self._salt = secrets.token_bytes(32)
        self._salt_until = now + SALT_SECONDS
        self._full_at.clear()


_process = Throttle()


def slow_down(request: HttpRequest, what: str) -> None:
    """Makes a network that asks too often wait a little. Raises TooMany when too many wait.

    `what` is one of PACES.
    """
    _process.slow_down(network_of(request), what)


def wait(seconds: float) -> None:
    """Sleeps in one of the few places that this process has for it. Raises TooMany."""
    _process.wait(seconds)


def lasting(seconds: float) -> AbstractContextManager[None]:
    """Makes a block last so long, in one of those places. Raises TooMany before it begins."""
    return _process.lasting(seconds)


def count_failure() -> None:
    """Counts a wrong number or password; when they are many, everyone's tries slow down."""
    _process.count_failure()


def network_of(request: HttpRequest) -> str:
    """The IPv4 address or IPv6 /64 that the request came from, past our own proxies only."""
    try:
        address = ipaddress.ip_address(_without_port(_client_address(request)))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))


def _client_address(request: HttpRequest) -> str:
    """What the outermost of our TRUSTED_PROXIES saw; whatever stands before it anyone can write."""
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    hops = settings.TRUSTED_PROXIES
    if 0 < hops <= len(seen) and seen[-hops].strip():
        return seen[-hops].strip()
    return request.META.get("REMOTE_ADDR", "")


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, colon, port = address.partition(":")
    return host if colon and ":" not in port else address


def _debt(missing: float, pace: Pace) -> float:
    """Seconds over the burst; the bucket misses `missing` seconds of filling."""
    return missing - pace.burst * pace.seconds_each
