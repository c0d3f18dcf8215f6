"""What the Makefile calls: `python3 tools/dev.py run|test|check|bench|messages|pins|clean`.

Needs Python 3.11 or newer with its standard library, and the package index the first time.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- this file is what tells so
    sys.exit("KokeNet needs Python 3.11 or newer, for example: make run PYTHON=python3.11")

import shutil
from collections.abc import Callable

import house


def run() -> int:
    import serve  # noqa: PLC0415 -- each command loads its own

    house.ensure_environment("run")
    return serve.serve()


def test() -> int:
    import testing  # noqa: PLC0415

    house.ensure_environment("dev")
    return testing.test_everything()


def check() -> int:
    import checks  # noqa: PLC0415

    house.ensure_environment("dev")
    return checks.check_everything()


def bench() -> int:
    house.ensure_environment("dev")
    return house.python("-m", "tests.bench", DJANGO_SETTINGS_MODULE="kokenet.settings.test")


def messages() -> int:
    house.ensure_environment("dev")
    updated = house.python("tools/messages.py", "update")
    return updated or house.python("tools/messages.py", "compile")


def pins() -> int:
    house.ensure_environment("dev")
    return house.python("tools/pins.py", "compile", *sys.argv[2:])


def clean() -> int:
    """Takes away what can be made again; the data in var/ stays."""
    for name in (".venv", ".mypy_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis"):
        shutil.rmtree(house.ROOT / name, ignore_errors=True)
    house.say("Clean. The data is still in var/.")
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    command.__name__: command for command in (run, test, check, bench, messages, pins, clean)
}


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted not in COMMANDS:
        house.stop(f"Say one of: {', '.join(COMMANDS)}", 2)
    return COMMANDS[wanted]()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
