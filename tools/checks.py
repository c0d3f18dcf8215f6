"""`make check`: everything that can be known without running the tests."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import house

DJADE = ("--check", "--target-version", "5.2")
TEST = {"DJANGO_SETTINGS_MODULE": "kokenet.settings.test", "TEST_DATABASE_URL": ""}


@dataclass
class Check:
    """One thing to know: a command that ends with 0 when all is well."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    program: Path = house.PYTHON
    said: str = ""
    seconds: float = 0
    well: bool = False

    def run(self) -> "Check":
        started = time.monotonic()
        done = subprocess.run(
            [str(self.program), *self.command],
            cwd=house.ROOT,
            env=house.environment(**self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
        )
        self.said, self.well = done.stdout, not done.returncode
        self.seconds = time.monotonic() - started
        return self


def check_everything() -> int:
    """Runs all checks, two at a time; tells what each of the failed ones said."""
    if (house.ROOT / "site" / "__init__.py").exists():
        house.stop("site/__init__.py must not be: Python's own `site` would be hidden by it.")
    with ThreadPoolExecutor(2) as pool:
        done = []
        for check in pool.map(Check.run, checks()):
            house.say(f"{'ok  ' if check.well else 'FAIL'} {check.name} ({check.seconds:.0f} s)")
            done.append(check)
    failed = [check for check in done if not check.well]
    for check in failed:
        house.say(f"\n{check.name}\n{check.said.strip()}")
    house.say(f"\n{len(failed)} of {len(done)} checks failed." if failed else "All checks pass.")
    return 1 if failed else 0


def checks() -> list[Check]:
    """The checks, the slowest first."""
    return [
        Check("types", ["-m", "mypy", ".", "--no-error-summary"], TEST),
        Check("production, migrations, workflows", ["tools/check_production.py"]),
        Check("format", ["-m", "ruff", "format", "--check", "-q", "."]),
        Check("lint", ["-m", "ruff", "check", "-q", "."]),
        Check("templates' format", [*DJADE, *pages()], program=house.VENV / "bin" / "djade"),
        Check("floors", ["-c", LINT_IMPORTS]),
        Check("templates compile", ["-m", "pytest", "-q", "tests/kokenet/test_templates.py"]),
        Check("translations", ["tools/messages.py", "check"]),
        Check("pins", ["tools/pins.py", "check"]),
    ]


#: Scripts of Python packages are not used: their first line cannot hold a path with a space.
LINT_IMPORTS = (
    "import sys; from importlinter.cli import lint_imports_command;"
    " sys.argv = ['lint-imports']; lint_imports_command()"
)


def pages() -> list[str]:
    return [str(path) for path in sorted((house.ROOT / "templates").rglob("*.html"))]
