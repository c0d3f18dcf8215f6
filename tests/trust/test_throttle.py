import logging
import threading

import pytest
from django.test import RequestFactory

from trust import throttle
from trust.throttle import FAILURES, LONGEST_WAIT, MOST_SLEEPERS, PACES, Throttle, TooMany

LIBRARY = "192.0.2.7"
HOME = "198.51.100.20"


class Process:
    """A throttle in a process whose time moves only as the test says, or as it sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept = []
        self.throttle = Throttle(clock=lambda: self.now, sleep=self.sleep)

    def sleep(self, seconds):
        self.slept.append(seconds)

    def ask(self, network=LIBRARY, what="number", times=1):
        for _ in range(times):
            self.throttle.slow_down(network, what)


@pytest.fixture
def process():
    return Process()


def network(address="192.0.2.7", forwarded=None):
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return throttle.network_of(RequestFactory().post("/", REMOTE_ADDR=address, **extra))


# Pace


def test_thirty_people_behind_one_address_get_through_without_waiting(process):
    process.ask(times=30 * 4)
    assert process.slept == []


def test_over_the_pace_the_answer_waits_and_then_comes(process):
    process.ask(times=PACES["number"].burst + 2)
    assert process.slept == [PACES["number"].seconds_each, 2 * PACES["number"].seconds_each]


def test_wait_is_never_longer_than_two_seconds(process):
    process.ask(times=1000)
    assert max(process.slept) == LONGEST_WAIT == 2.0


def test_nobody_is_locked_out_after_a_flood(process):
    process.ask(times=1000)
    process.now += LONGEST_WAIT + PACES["number"].seconds_each
    process.slept.clear()
    process.ask()
    assert process.slept == []


def test_steady_pace_never_waits(process):
    for _ in range(500):
        process.ask()
        process.now += PACES["number"].seconds_each
    assert process.slept == []


def test_networks_do_not_slow_each_other(process):
    process.ask(LIBRARY, times=200)
    process.slept.clear()
    process.ask(HOME, times=100)
    assert process.slept == []


def test_purposes_do_not_slow_each_other(process):
    process.ask(what="sign_in", times=100)
    process.slept.clear()
    process.ask(what="send", times=100)
    assert process.slept == []


def test_sign_in_is_slower_than_reading(process):
    process.ask(what="sign_in", times=PACES["sign_in"].burst)
    assert process.slept == []
    process.ask(what="sign_in")
    assert process.slept == [LONGEST_WAIT]


# Failures of everyone together


def test_many_failures_slow_numbers_down_for_all(process):
    for _ in range(FAILURES.burst + 1):
        process.throttle.count_failure()
    process.ask(HOME, "number")
    process.ask(HOME, "sign_in")
    process.ask(HOME, "send")
    assert process.slept == [FAILURES.seconds_each, FAILURES.seconds_each]
    process.now += FAILURES.seconds_each
    process.ask(HOME, "number")
    assert len(process.slept) == 2


def test_few_failures_slow_nobody(process):
    for _ in range(FAILURES.burst):
        process.throttle.count_failure()
    process.ask()
    assert process.slept == []


# Sleepers


class Sleepy(Process):
    """Sleeps until the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.wake = threading.Event()
        self.asleep = threading.Semaphore(0)

    def sleep(self, seconds):
        super().sleep(seconds)
        self.asleep.release()
        assert self.wake.wait(10)

    def wake_all(self):
        self.wake.set()
        for thread in self.threads:
            thread.join(10)


@pytest.fixture
def full():
    """A process whose every sleeping place the library has taken."""
    process = Sleepy()
    burst = PACES["number"].burst
    threads = [threading.Thread(target=process.ask) for _ in range(MOST_SLEEPERS)]
    process.ask(times=burst)
    for thread in threads:
        thread.start()
        assert process.asleep.acquire(timeout=10)
    process.threads = threads
    yield process
    process.wake_all()


def test_when_too_many_wait_the_flooding_network_is_told_to_come_again(full):
    with pytest.raises(TooMany) as caught:
        full.ask(LIBRARY)
    assert (caught.value.status, caught.value.retry_after) == (429, 5)
    assert len(full.slept) == MOST_SLEEPERS


def test_when_too_many_wait_other_networks_get_through(full):
    full.ask(HOME, times=5)
    for _ in range(FAILURES.burst + 5):
        full.throttle.count_failure()
    full.ask(HOME)
    assert len(full.slept) == MOST_SLEEPERS


def test_sleeping_place_is_given_back(full):
    full.wake_all()
    for _ in range(MOST_SLEEPERS * 3):
        full.ask(LIBRARY)
    assert len(full.slept) == MOST_SLEEPERS * 4


def test_sleeping_place_is_given_back_when_sleep_is_interrupted(process):
    def interrupted(_seconds):
        raise KeyboardInterrupt

    process.ask(times=PACES["number"].burst)
    process.throttle._sleep = interrupted
    for _ in range(MOST_SLEEPERS + 1):
        with pytest.raises(KeyboardInterrupt):
            process.ask()


# Lasting as long whatever is done


def test_block_lasts_so_long_however_soon_it_is_done(process):
    for takes, sleeps in ((0.0, 0.4), (0.1, 0.3), (0.5, 0.0)):
        with process.throttle.lasting(0.4):
            process.now += takes
        assert process.slept.pop() == pytest.approx(sleeps)


def test_block_that_fails_lasts_as_long(process):
    with pytest.raises(ValueError, match="it"), process.throttle.lasting(0.4):
        raise ValueError("it")
    assert process.slept == [pytest.approx(0.4)]


def test_block_never_lasts_longer_than_two_seconds(process):
    with process.throttle.lasting(60):
        pass
    assert process.slept == [LONGEST_WAIT]


def test_block_is_not_begun_when_too_many_wait(full):
    began = []
    with pytest.raises(TooMany), full.throttle.lasting(0.4):
        began.append(True)
    assert began == []
    full.wake_all()
    for _ in range(MOST_SLEEPERS + 1):
        with full.throttle.lasting(0.4):
            began.append(True)
    assert len(began) == MOST_SLEEPERS + 1


# What is remembered


def test_memory_is_bounded_in_a_flood_of_networks(process):
    for number in range(throttle.MOST_NETWORKS + 500):
        process.ask(f"2001:db8:{number:x}::/64", what="send")
    assert len(process.throttle._full_at) == throttle.MOST_NETWORKS
    process.now += 60
    process.ask()
    assert len(process.throttle._full_at) == 1


def test_addresses_are_not_remembered(process):
    process.ask(LIBRARY)
    (key,) = process.throttle._full_at
    assert len(key) == 16
    other = Process()
    other.ask(LIBRARY)
    assert key not in other.throttle._full_at


def test_salt_is_replaced_every_fifteen_minutes(process):
    process.ask()
    salt = process.throttle._salt
    process.now += 15 * 60 - 1
    process.ask(times=20)
    assert process.throttle._salt == salt
    process.now += 1
    process.ask()
    assert process.throttle._salt != salt
    # What the old salt hid is gone with it.
    assert len(process.throttle._full_at) == 1


def test_nothing_is_logged(process, caplog):
    with caplog.at_level(logging.DEBUG):
        process.ask(times=300)
        process.throttle.count_failure()
    assert caplog.records == []


# Where a request comes from


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_network_of_an_address(address, expected):
    assert network(address) == expected


def test_forwarded_addresses_are_not_believed_without_a_proxy():
    assert network("192.0.2.7", "198.51.100.20") == "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "198.51.100.20", "198.51.100.20"),
        (1, "203.0.113.1, 198.51.100.20", "198.51.100.20"),
        (2, "203.0.113.1, 198.51.100.20, 192.0.2.9", "198.51.100.20"),
        (2, "198.51.100.20", "192.0.2.7"),
        (1, "198.51.100.20:4711", "198.51.100.20"),
        (1, "[2001:db8::5]:4711", "2001:db8::/64"),
        (1, "", "192.0.2.7"),
        (1, None, "192.0.2.7"),
        (1, "nonsense", "unknown"),
    ],
)
def test_client_address_comes_past_our_own_proxies_only(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    assert network("192.0.2.7", forwarded) == expected


def test_module_slows_down_by_network(monkeypatch):
    process = Process()
    monkeypatch.setattr(throttle, "_process", process.throttle)
    request = RequestFactory().post("/", REMOTE_ADDR=LIBRARY)
    for _ in range(PACES["send"].burst + 1):
        throttle.slow_down(request, "send")
    throttle.count_failure()
    assert process.slept == [PACES["send"].seconds_each]
