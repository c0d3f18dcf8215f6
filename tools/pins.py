"""The pins: `python tools/pins.py compile|check`. Every version with its hashes, and no index.

compile   writes requirements/{run,dev,production}.txt from pyproject.toml; a version changes
          only when pyproject.toml asks for it, or with UPGRADE=1
check     says which pin does not fit pyproject.toml or another file's pin
"""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
#: Each file and the optional dependencies of pyproject.toml that it holds besides the plain ones.
FILES: dict[str, tuple[str, ...]] = {"run": (), "dev": ("dev",), "production": ("production",)}
#: What the editable install takes: the build backend, without an isolated build.
BUILD = ("hatchling>=1.27", "editables>=0.5")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")


def path_of(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def compile_pins() -> int:
    """`run` first; the others keep to its versions."""
    for name, extras in FILES.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--generate-hashes"]
        command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
        command += ["--python-version", "3.11", "--output-file", str(path_of(name))]
        command += [part for extra in extras for part in ("--extra", extra)]
        command += ["--constraint", str(path_of("run"))] if name != "run" else []
        command += ["--upgrade"] if os.environ.get("UPGRADE") == "1" else []
        done = subprocess.run(
            [*command, "pyproject.toml", "-"],
            input="\n".join(BUILD),
            text=True,
            cwd=ROOT,
            check=False,
        )
        if done.returncode:
            return done.returncode
        print(f"requirements/{name}.txt: {len(pins_in(name))} packages")
    return check()


def pins_in(name: str) -> dict[str, str]:
    """Package name to version."""
    matches = (PIN.match(line) for line in path_of(name).read_text().splitlines())
    return {canonicalize_name(match[1]): match[2] for match in matches if match}


def wanted_in(extras: tuple[str, ...]) -> Iterator[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    texts = [*project["dependencies"], *BUILD]
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    return (Requirement(text) for text in texts)


def problems() -> Iterator[str]:
    base = pins_in("run")
    for name, extras in FILES.items():
        pins, text = pins_in(name), path_of(name).read_text()
        for requirement in wanted_in(extras):
            version = pins.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                yield f"{name}.txt: {requirement} is pinned to {version or 'nothing'}"
        for package in base.keys() & pins.keys():
            if pins[package] != base[package]:
                yield f"{name}.txt: {package} {pins[package]}, but run.txt has {base[package]}"
        if len(re.findall(r"== ?\S+ \\\n +--hash=", text)) != len(pins):
            yield f"{name}.txt: a pin without a hash"
        if "://" in text:
            yield f"{name}.txt: an address"


def check() -> int:
    found = list(problems())
    for problem in found:
        print(problem)
    print(f"pins: {len(found)} problems" if found else "pins: fit")
    return 1 if found else 0


if __name__ == "__main__":
    commands = {"compile": compile_pins, "check": check}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    sys.exit(commands[sys.argv[1]]())
