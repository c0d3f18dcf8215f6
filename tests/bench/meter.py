"""How much is done, and how much CPU it took by the processes' own account."""

import http.client
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 8


@dataclass
class Round:
    """One measurement: how many, in how many seconds, for how many seconds of CPU."""

    done: int
    seconds: float
    cpu: float


@dataclass
class Figures:
    """The medians of several rounds."""

    per_second: float
    cpu_ms: float


def figures(rounds: list[Round]) -> Figures:
    return Figures(
        per_second=median(one.done / one.seconds for one in rounds),
        cpu_ms=median(1000 * one.cpu / one.done for one in rounds),
    )


def cpu_of_group(group: int) -> float:
    """Seconds of CPU that the living processes of a group have used."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[2]) == group:
            total += int(after_name[11]) + int(after_name[12])
    return total / TICKS


def measure(group: int, work: Callable[[], int]) -> Round:
    """Does the work, which returns how many times, and reads the group's CPU around it."""
    before, started = cpu_of_group(group), time.monotonic()
    done = work()
    seconds = time.monotonic() - started
    return Round(done, seconds, cpu_of_group(group) - before)


def gets(url: str, seconds: float) -> int:
    """GETs an address as often as it answers; raises when an answer is not 200."""
    return with_wrk(url, seconds) if shutil.which("wrk") else with_threads(url, seconds)


def with_wrk(url: str, seconds: float) -> int:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "30s", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return int(re.findall(r"(\d+) requests in", said)[0])


def with_threads(url: str, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(lambda _: gets_until(url, deadline), range(CONNECTIONS)))


def gets_until(url: str, deadline: float) -> int:
    parts, done = urlsplit(url), 0
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    while time.monotonic() < deadline:
        connection.request("GET", parts.path or "/")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{url} answered {answer.status}")
        done += 1
    connection.close()
    return done
