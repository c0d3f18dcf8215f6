"""`make test`: on SQLite, on PostgreSQL when one answers, in a browser when one is found."""

import os
import shutil
import subprocess
from dataclasses import dataclass

import house

NO_POSTGRES = (
    "Left out: PostgreSQL. None answers at TEST_DATABASE_URL, the local socket or 127.0.0.1:5432"
    " to someone who may make databases (on Debian: apt-get install postgresql)."
)
NO_CHROMIUM = (
    "Left out: browser journeys. No Chromium is found (on Debian: apt-get install chromium)."
)


@dataclass
class Round:
    """One run of pytest and what came of it."""

    name: str
    arguments: tuple[str, ...]
    environment: dict[str, str]
    status: int = 0
    lines: tuple[str, ...] = ()

    def run(self) -> None:
        """Shows the output as it comes, and keeps it."""
        house.say(f"\n{self.name}")
        command = [str(house.PYTHON), "-m", "pytest", *self.arguments, "--color=no"]
        process = subprocess.Popen(
            command,
            cwd=house.ROOT,
            env=house.environment(**self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        lines = []
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip("\n"))
        self.status, self.lines = process.wait(), tuple(lines)

    @property
    def summary(self) -> list[str]:
        """What pytest says last: the failed tests and the line with the counts."""
        starts = [i for i, line in enumerate(self.lines) if "short test summary info" in line]
        return list(self.lines[starts[-1] if starts else -1 :])


def test_everything() -> int:
    require_all = os.environ.get("REQUIRE_ALL") == "1"
    rounds = wanted_rounds(require_all=require_all)
    for one in rounds:
        one.run()
    failed = [one for one in rounds if one.status]
    if failed and failed[0] is not rounds[-1]:
        repeat(failed)
    return 1 if failed else 0


def wanted_rounds(*, require_all: bool) -> list[Round]:
    """What can be run here. Says what is left out; with REQUIRE_ALL=1 that is the end."""
    address, browser = postgres(), chromium()
    left_out = [
        sentence
        for found, sentence in ((address, NO_POSTGRES), (browser, NO_CHROMIUM))
        if not found
    ]
    for sentence in left_out:
        house.say(sentence)
    if left_out and require_all:
        house.stop("REQUIRE_ALL=1: nothing may be left out.")
    both = ("-q", "-n", "2")
    unit = (*both, "-m", "not journey and not bench")
    rounds = [Round("Tests on SQLite", unit, {"TEST_DATABASE_URL": ""})]
    if address:
        rounds.append(Round("Tests on PostgreSQL", unit, {"TEST_DATABASE_URL": address}))
    if browser:
        journeys = (*both, "-m", "journey", "tests/journeys")
        where = {"TEST_DATABASE_URL": "", "CHROMIUM": browser}
        rounds.append(Round("Journeys in Chromium", journeys, where))
    return rounds


def repeat(failed: list[Round]) -> None:
    """The last lines tell the truth also when an earlier round failed."""
    for one in failed:
        house.say(f"\n{one.name}: failed")
        for line in one.summary:
            house.say(line)


def postgres() -> str:
    """The address of a server for tests, or nothing."""
    command = [str(house.PYTHON), "tools/find_postgres.py"]
    done = subprocess.run(
        command, cwd=house.ROOT, env=house.environment(), stdout=subprocess.PIPE, check=False
    )
    return done.stdout.decode().strip()


def chromium() -> str:
    """The path of a browser, or nothing."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), "")
