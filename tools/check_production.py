"""Django's own checks under production's settings: `make check` calls it.

Deployment is clean, no migration is missing, docs/workflows.md is what the tables say. Makes an
example of production's environment, with a key ring of its own, in a folder that does not stay.
"""

import io
import os
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command
from django.core.management.base import CommandError

COMMANDS: list[tuple[str, dict[str, object]]] = [
    ("check", {"deploy": True, "fail_level": "WARNING"}),
    ("makemigrations", {"check_changes": True, "dry_run": True, "verbosity": 1}),
    ("workflows", {"check": True}),
]


def example(folder: Path) -> dict[str, str]:
    """What deploy/environment.example asks for."""
    return {
        "DJANGO_SETTINGS_MODULE": "kokenet.settings.production",
        "SECRET_KEY": os.urandom(40).hex(),
        "ALLOWED_HOSTS": "kokenet.example",
        "SITE_URL": "https://kokenet.example",
        "DATABASE_URL": f"sqlite:///{folder / 'production.sqlite3'}",
        "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
        "KOKENET_KEYRING": str(folder / "keyring.json"),
    }


def passes(command: str, options: dict[str, object]) -> bool:
    """Runs one command; tells what it said when it did not pass."""
    said = io.StringIO()
    try:
        call_command(command, stdout=said, stderr=said, **options)
    except (CommandError, SystemExit) as refusal:
        print(f"{command}: {said.getvalue()}{refusal}")
        return False
    return True


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(example(Path(folder)))
        django.setup()
        call_command("make_keyring", os.environ["KOKENET_KEYRING"], stdout=io.StringIO())
        results = [passes(command, options) for command, options in COMMANDS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
