"""Lighthouse on the pages where people arrive, as a desk and as a phone; its marks are 0–100.

It is the only part that needs Node. Where its command is not found it is left out in one line.
"""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.browser import chromium
from tests.processes import Processes

PAGES = {
    "front page": "/",
    "content page": "/mika-kokenet-on/",
    "section page": "/neuvontapalvelu/",
    "ask page": "/neuvontapalvelu/kirjoita-kysymys/",
    "list of stories": "/kokeblogi/",
    "story": "/kokeblogi/sama-pyykki-nelja-kertaa/",
}
DEVICES = {"desk": ["--preset=desktop"], "phone": []}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FULL = 100
ATTEMPTS = 3
BROWSER = "--headless --no-sandbox --disable-gpu --disable-background-networking"
LEFT_OUT = (
    "Lighthouse was left out: `npm install --prefix /tmp/lighthouse lighthouse@latest`, then\n"
    "    LIGHTHOUSE=/tmp/lighthouse/node_modules/.bin/lighthouse make bench"
)


@dataclass(frozen=True)
class Marks:
    """What Lighthouse gave one page on one device, and the audits that took something away."""

    page: str
    device: str
    marks: tuple[int, ...]
    faults: tuple[str, ...]


def command() -> list[str]:
    """How Lighthouse is started here: LIGHTHOUSE, the path, or what npx has kept; else nothing."""
    if wanted := os.environ.get("LIGHTHOUSE"):
        return shlex.split(wanted)
    if found := shutil.which("lighthouse"):
        return [found]
    kept = sorted(Path.home().glob(".npm/_npx/*/node_modules/.bin/lighthouse"))
    return [str(kept[-1])] if kept else []


def missing() -> str:
    """What to say when Lighthouse cannot run here; nothing when it can."""
    if not command():
        return LEFT_OUT
    return "" if chromium() else "Lighthouse was left out: no Chromium here (package chromium)."


def all_marks(site: Processes) -> Iterator[Marks]:
    for name, path in PAGES.items():
        for device, options in DEVICES.items():
            report = best(site, path, options)
            yield Marks(name, device, marks_in(report), tuple(faults_in(report)))


def best(site: Processes, path: str, options: list[str]) -> dict:
    """The best of at most three reports: a busy machine only ever takes marks away.

    At times Lighthouse cannot see the page being loaded and asks to be run again.
    """
    reports: list[dict] = []
    failures: list[RuntimeError] = []
    while len(reports) + len(failures) < ATTEMPTS and not any(map(is_whole, reports)):
        try:
            reports.append(run(site, path, options))
        except RuntimeError as failure:
            failures.append(failure)
    if not reports:
        raise failures[-1]
    return max(reports, key=lambda report: sum(marks_in(report)))


def is_whole(report: dict) -> bool:
    return min(marks_in(report)) == FULL


def run(site: Processes, path: str, options: list[str]) -> dict:
    """One report. Raises RuntimeError with Lighthouse's own words."""
    target = site.folder / "lighthouse.json"
    target.unlink(missing_ok=True)
    done = subprocess.run(
        [
            *command(),
            site.url + path,
            *options,
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={BROWSER}",
            "--output=json",
            f"--output-path={target}",
            "--quiet",
        ],
        env=os.environ | {"CHROME_PATH": chromium()},
        cwd=site.folder,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if done.returncode or not target.exists():
        raise RuntimeError(f"lighthouse ended with {done.returncode}\n{done.stderr[-2000:]}")
    report: dict = json.loads(target.read_text())
    if error := report.get("runtimeError"):
        raise RuntimeError(f"{path}: {error['message']}")
    return report


def marks_in(report: dict) -> tuple[int, ...]:
    return tuple(round(FULL * (report["categories"][one]["score"] or 0)) for one in CATEGORIES)


def faults_in(report: dict) -> Iterator[str]:
    """The audits with a weight that are not whole, of the categories that are not."""
    for name, mark in zip(CATEGORIES, marks_in(report), strict=True):
        for part in report["categories"][name]["auditRefs"] if mark < FULL else ():
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{name}: {audit['title']} {audit.get('displayValue', '')}".rstrip()


def tell(all_of_them: list[Marks]) -> int:
    """Prints the marks; how many pages have less than all of them."""
    print(f"\n{'Lighthouse':24}" + "".join(f"{name:>16}" for name in CATEGORIES))
    for one in all_of_them:
        print(f"{one.page + ', ' + one.device:24}" + "".join(f"{mark:16}" for mark in one.marks))
        for fault in one.faults:
            print(f"    {fault}")
    return sum(min(one.marks) < FULL for one in all_of_them)
