"""Services are plugins: without them the site boots, serves and misses no migration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SERVICES = ["advice", "booking", "expert_pool", "kokeblog"]
SCRIPT = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client

call_command("check", fail_level="WARNING")
call_command("makemigrations", "--check", "--dry-run", verbosity=0)
call_command("migrate", verbosity=0)
call_command("demo", stdout=open({nowhere!r}, "w"))
client = Client()
for path in ["/", "/neuvontapalvelu/kirjoita-kysymys/", "/sv/", "/en/", "/tila"]:
    print(path, client.get(path, headers={{"host": "localhost"}}).status_code)
"""


@pytest.mark.processes
@pytest.mark.parametrize("without", [SERVICES, ["kokeblog", "booking"]], ids=["all", "two"])
def test_site_stands_without_its_services(tmp_path, without):
    (tmp_path / "smaller.py").write_text(
        "from kokenet.settings.test import *\n"
        f"INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in {without!r}]\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "smaller",
        "PYTHONPATH": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(nowhere=os.devnull)],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    answers = dict(line.split() for line in done.stdout.splitlines() if line.startswith("/"))
    assert answers == dict.fromkeys(
        ["/", "/neuvontapalvelu/kirjoita-kysymys/", "/sv/", "/en/"], "200"
    ) | {"/tila": answers["/tila"]}
    assert answers["/tila"] in {"200", "503"}
