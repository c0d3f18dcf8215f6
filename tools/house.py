"""What the tools share: where things are, how they speak, and the environment they work in.

Standard library only: this runs before anything is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
#: Seconds between two lines that say how far the installation is.
TELL_EVERY = 10
NO_VENV = (
    "Python cannot make virtual environments here. Install what is missing; on Debian:\n"
    "    apt-get install python3-venv"
)


def say(sentence: str) -> None:
    """One line to the person at the terminal, at once."""
    print(sentence, flush=True)


def stop(sentence: str, status: int = 1) -> NoReturn:
    """Ends with a sentence that says why."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(status)


# The environment


def ensure_environment(kind: str) -> None:
    """Makes .venv hold what requirements/<kind>.txt says; does nothing when it already does.

    `dev` holds everything that `run` holds. Where tests have been run, `run` keeps the environment
    a development one, so that the two never take turns in changing versions.
    """
    if kind == "run" and stamp("dev").exists():
        kind = "dev"
    if stamp(kind).exists() and stamp(kind).read_text() == fingerprint(kind) and PYTHON.exists():
        return
    started = time.monotonic()
    make_venv()
    what = "what the site needs" if kind == "run" else "what development needs"
    say(f"Installing {what} (requirements/{kind}.txt) …")
    pins = f"requirements/{kind}.txt"
    packages = (ROOT / pins).read_text().count("==")
    pip("install", "--require-hashes", "-r", pins, packages=packages)
    pip("install", "--no-deps", "--no-build-isolation", "--editable", ".")
    stamp(kind).write_text(fingerprint(kind))
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def stamp(kind: str) -> Path:
    return VENV / f"kokenet-{kind}.stamp"


def fingerprint(kind: str) -> str:
    """Changes when the pins, the packaging, the Python or the place of this folder change."""
    parts = [
        (ROOT / "requirements" / f"{kind}.txt").read_bytes(),
        (ROOT / "pyproject.toml").read_bytes(),
        f"{sys.version_info[:2]} {ROOT}".encode(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_venv() -> None:
    """An environment with pip in it; a broken one, or one of another Python, is made anew."""
    if works() and version_of(PYTHON) == list(sys.version_info[:2]):
        return
    say("Making the environment in .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    run = subprocess.run
    if run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False).returncode:
        borrow_pip()
    if not works():
        shutil.rmtree(VENV, ignore_errors=True)
        stop(NO_VENV)


def borrow_pip() -> None:
    """Puts pip into the environment with the pip of the machine, where `ensurepip` is missing."""
    shutil.rmtree(VENV, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", "--without-pip", str(VENV)],
        [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "pip"],
    ):
        subprocess.run(command, capture_output=True, check=False)


def works() -> bool:
    command = [str(PYTHON), "-m", "pip", "--version"]
    return (
        PYTHON.exists() and not subprocess.run(command, capture_output=True, check=False).returncode
    )


def version_of(python: Path) -> list[int]:
    code = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    return [int(part) for part in done.stdout.split()]


def pip(*arguments: str, packages: int = 1) -> None:
    """Runs the environment's pip; says how far it is, and ends with its own words when it fails.

    Nothing is compiled beforehand: Python does that for what is really used, which is far less.
    """
    options = ["--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    command = [str(PYTHON), "-m", "pip", arguments[0], *options, "--no-compile", *arguments[1:]]
    said: list[str] = []
    found, told = 0, time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            found += line.startswith("Collecting ")
            if time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                say(f"  … {found} of {packages} packages")
    if process.returncode:
        stop(
            "".join(said[-30:]) + "The packages could not be installed; pip's own words are above."
        )


# Running things


def environment(**values: str) -> dict[str, str]:
    """The environment for what we start: this folder's settings, nothing from another checkout.

    What Python compiles it may keep, whatever the machine asks for elsewhere: each of the many
    processes of a test run would compile all of Django anew, for some seconds.
    """
    unwanted = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"PYTHONUNBUFFERED": "1"} | values


def python(*arguments: str, **values: str) -> int:
    """Runs the environment's Python in the project's folder; returns its status."""
    command = [str(PYTHON), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(**values), check=False).returncode
