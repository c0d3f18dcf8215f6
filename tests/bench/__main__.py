"""`make bench`: the site as real processes beside a bare Django view, round by round.

Prints medians and ratios to the bare view of the same run; the targets are those of the design.
On SQLite, or on the PostgreSQL of TEST_DATABASE_URL.
"""

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.advice.visitor import ANSWER, Visitor
from tests.bench import lighthouse
from tests.bench.meter import Figures, Round, figures, gets, measure
from tests.processes import Processes
from tests.sink import free_port, wait_until

ROUNDS = 3
SECONDS = 4
QUESTIONS = 60
SENDERS = 4
BARE = "bare Django view, 30 KB"
#: What is measured, and the CPU it may take at most, in milliseconds.
PAGES = {
    "front page": ("/", 15),
    "page with the form": ("/neuvontapalvelu/kirjoita-kysymys/", 15),
    "form for the number": ("/neuvonta/vastaus/", 15),
    "list of stories": ("/kokeblogi/", 15),
    "story": ("/kokeblogi/sama-pyykki-nelja-kertaa/", 12),
    "topic page": ("/aiheet/mielenterveys/", 15),
    "search": ("/haku/?q=pelaamisesta", 20),
}
SEND, OPEN = "question previewed and sent", "conversation opened by number"
CPU_TARGETS = {name: limit for name, (_, limit) in PAGES.items()} | {SEND: 15, OPEN: 10}

Work = tuple[int, Callable[[], int]]


class Bare(Processes):
    """The bare view under the same server with the same settings."""

    def start_web(self, **_: object) -> subprocess.Popen:
        web = self._start(
            "web.log",
            *("-m", "gunicorn", "tests.bench.bare", "--bind", f"127.0.0.1:{self.port}"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            "--no-control-socket",
        )
        wait_until(lambda: self.status("/") == 200, 30, "the bare view")
        return web


class Asking:
    """People who send questions and open what they sent."""

    def __init__(self, site: Processes) -> None:
        self.site = site
        self.numbers: list[str] = []
        self.form = site.query("SELECT min(id) FROM advice_askform")[0][0]

    def send(self) -> int:
        fields = {"form": str(self.form), "perspective": "self", "text": "Miten jaksaa? " * 60}
        with ThreadPoolExecutor(SENDERS) as pool:
            self.numbers += pool.map(lambda who: who.ask(fields), self._people())
        return QUESTIONS

    def open(self) -> int:
        """Opens what was sent in the last round."""
        pairs = zip(self._people(), self.numbers[-QUESTIONS:], strict=True)
        with ThreadPoolExecutor(SENDERS) as pool:
            list(pool.map(lambda pair: pair[0].post(ANSWER, {"number": pair[1]}), pairs))
        return QUESTIONS

    def _people(self) -> list[Visitor]:
        """Each from a network of their own, so that nobody is slowed down."""
        return [Visitor(self.site.url, address=f"198.18.{n}.1") for n in range(QUESTIONS)]


def main() -> int:
    return many() | beside_a_bare_view()


def many() -> int:
    """The desk with 10,000 conversations (tests/bench/test_many.py)."""
    print("The desk with many conversations …", flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-s",
        "-m",
        "bench",
        "tests/bench/test_many.py",
    ]
    return 1 if subprocess.run(command, check=False).returncode else 0


def beside_a_bare_view() -> int:
    with tempfile.TemporaryDirectory(prefix="kokenet-bench-") as folder:
        folders = [Path(folder, name) for name in ("bare", "site")]
        for one in folders:
            one.mkdir()
        bare, site = Bare(folders[0]), Processes(folders[1])
        bare.port = free_port()
        bare.url = f"http://127.0.0.1:{bare.port}"
        try:
            over = tell(run(bare, site))
            bare.close()
            return over | lighthouse_marks(site)
        finally:
            bare.close()
            site.close()


def lighthouse_marks(site: Processes) -> int:
    """What Lighthouse says of the same site; 1 when a page has less than all of its marks, or when
    it cannot be asked where REQUIRE_ALL=1 lets nothing be left out."""
    if why_not := lighthouse.missing():
        print(f"\n{why_not}")
        return 1 if os.environ.get("REQUIRE_ALL") == "1" else 0
    print("\nLighthouse, six pages as a desk and as a phone …", flush=True)
    return 1 if lighthouse.tell(list(lighthouse.all_marks(site))) else 0


def run(bare: Processes, site: Processes) -> dict[str, Figures]:
    site.env |= {"TRUSTED_PROXIES": "1", "PROCESSES_COLLECTED_STATIC": "1"}
    print("A migrated database with the demo site …", flush=True)
    site.create_database()
    site.manage("migrate", "-v0")
    site.manage("demo")
    site.manage("collectstatic", "--noinput", "-v0")
    works = all_works(bare, bare.start_web().pid, site, site.start_web().pid)
    rounds: dict[str, list[Round]] = defaultdict(list)
    for number in range(ROUNDS):
        print(f"Round {number + 1} of {ROUNDS} …", flush=True)
        for name, (group, work) in works.items():
            rounds[name].append(measure(group, work))
    return {name: figures(measured) for name, measured in rounds.items()}


def all_works(bare: Processes, bare_group: int, site: Processes, group: int) -> dict[str, Work]:
    asking = Asking(site)
    works: dict[str, Work] = {BARE: (bare_group, partial(gets, f"{bare.url}/", SECONDS))}
    for name, (path, _) in PAGES.items():
        works[name] = (group, partial(gets, site.url + path, SECONDS))
    return works | {SEND: (group, asking.send), OPEN: (group, asking.open)}


def tell(results: dict[str, Figures]) -> int:
    """Prints the table; 1 when something takes more CPU than it may."""
    bare = results[BARE]
    print(f"\n{'':34}{'per s':>9}{'ratio':>8}{'CPU ms':>9}{'target':>8}")
    over = 0
    for name, one in results.items():
        target = CPU_TARGETS.get(name)
        missed = target is not None and one.cpu_ms > target
        over += missed
        ratio, limit = one.per_second / bare.per_second, f"≤ {target}" if target else ""
        print(
            f"{name:34}{one.per_second:9.1f}{ratio:8.3f}{one.cpu_ms:9.2f}{limit:>8}"
            f"{'  over' if missed else ''}"
        )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
