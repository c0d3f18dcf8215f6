"""Each settings module is imported by a Python of its own, as a server's start does it."""

import json
import os
import subprocess
import sys

import pytest

from kokenet.environment import EXAMPLES

PRODUCTION = {**EXAMPLES, "KOKENET_KEYRING": "keyring.json"}
SAY = (
    "import json, kokenet.settings.{name} as s; print(json.dumps([getattr(s, n) for n in {names}]))"
)


def load(module, names, **variables):
    """The values of settings in a fresh Python that has these environment variables only."""
    environment = {"PATH": os.environ["PATH"], **variables}
    if "PYTHONPATH" in os.environ:
        environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
    code = SAY.format(name=module, names=names)
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_stops_when_a_variable_is_missing(name):
    done = load("production", [], **{key: PRODUCTION[key] for key in PRODUCTION if key != name})
    assert done.returncode == 1
    error, example = done.stderr.splitlines()[-2:]
    assert error.endswith(f": The environment variable {name} is missing. Set it, for example:")
    assert example == f"    {name}={EXAMPLES[name]}"


def test_production_is_strict():
    names = ["DEBUG", "SECOND_FACTOR_REQUIRED", "KEYRING_MAKE_ON_FIRST_RUN", "SECURE_SSL_REDIRECT"]
    names += ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"]
    done = load("production", names, **PRODUCTION)
    assert json.loads(done.stdout) == [False, True, False, True, True, True, 31_536_000]


def test_production_ignores_debug_in_the_environment():
    done = load("production", ["DEBUG"], **PRODUCTION, DEBUG="on")
    assert json.loads(done.stdout) == [False]


def test_development_needs_nothing():
    done = load("development", ["DEBUG", "SITE_URL", "KEYRING_MAKE_ON_FIRST_RUN"])
    assert json.loads(done.stdout) == [True, "http://localhost:8000", True]


def test_development_asks_the_second_factor_without_debug():
    done = load("development", ["SECOND_FACTOR_REQUIRED"], DEBUG="off")
    assert json.loads(done.stdout) == [True]


def test_server_takes_production_when_nothing_is_said():
    code = "import kokenet.wsgi"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "The environment variable SECRET_KEY is missing." in done.stderr
