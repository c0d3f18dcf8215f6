"""Nothing is lost and nothing doubled, whatever is killed while people write."""

import contextlib
import os
import random
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.advice.visitor import Visitor
from tests.processes import Processes

QUESTIONS = 300

MAKE_FORM = """
from wagtail.models import Locale
from advice.models import AskForm
print(AskForm.objects.create(title="Kysy", locale=Locale.get_default()).pk)
"""


@pytest.fixture
def form_id(processes: Processes) -> str:
    """A question form on a site behind one proxy, as in production."""
    processes.env["TRUSTED_PROXIES"] = "1"
    return processes.run(MAKE_FORM).strip().splitlines()[-1]


class Killer:
    """Kills web processes at random moments, now and then the whole server, until told to stop."""

    def __init__(self, site: Processes) -> None:
        self.site = site
        self.kills = 0
        self.over = threading.Event()
        self.random = random.Random(2026)  # noqa: S311 -- moments, not secrets
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Killer":
        self.web = self.site.start_web(preload=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _run(self) -> None:
        while not self.over.wait(self.random.uniform(0.1, 1.0)):
            self.kills += 1
            if self.kills % 15:
                self._kill_a_child()
            else:
                self.site.kill(self.web)
                self.web = self.site.start_web(preload=True)

    def _kill_a_child(self) -> None:
        task = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children")
        children = task.read_text().split()
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(self.random.choice(children)), signal.SIGKILL)


def questions(url: str, form: str, count: int) -> Iterator[tuple[Visitor, dict[str, str]]]:
    for nth in range(count):
        yield (
            Visitor(url, f"10.{nth // 250}.{nth % 250}.1"),
            {"form": form, "perspective": "self", "text": f"Kysymys {nth}"},
        )


@pytest.mark.processes
def test_300_questions_while_web_is_killed_are_stored_once_each(
    processes: Processes, form_id: str
) -> None:
    with Killer(processes) as killer, ThreadPoolExecutor(8) as people:
        numbers = list(
            people.map(
                lambda pair: pair[0].ask(pair[1]), questions(processes.url, form_id, QUESTIONS)
            )
        )

    assert killer.kills >= 5
    assert len(set(numbers)) == QUESTIONS
    assert processes.query("SELECT count(*) FROM advice_conversation") == [(QUESTIONS,)]
    assert processes.query("SELECT count(*) FROM advice_message") == [(QUESTIONS,)]
    assert opened_again(processes, numbers) == QUESTIONS


def opened_again(site: Processes, numbers: list[str]) -> int:
    """How many of the numbers open a conversation with just one letter."""
    code = (
        "from advice import actions\n"
        f"found = [actions.find(number) for number in {numbers!r}]\n"
        "print(sum(c is not None and c.messages.count() == 1 for c in found))"
    )
    return int(site.run(code).strip().splitlines()[-1])
