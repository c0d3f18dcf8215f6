import os
import subprocess
import sys
import types

import pytest
from django.apps import AppConfig, apps

from kokenet import plugins

WITHOUT = (
    "from kokenet.settings.test import *\n"
    "INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in {gone}]\n"
)
BOOT = """
import django
django.setup()
from django.core.management import call_command
call_command("check")
call_command("makemigrations", check_changes=True, dry_run=True)
"""


def test_installed_are_the_services_in_order_of_settings():
    assert [plugin.name for plugin in plugins.installed()] == [
        "advice",
        "booking",
        "expert_pool",
        "kokeblog",
    ]


def test_gather_joins_every_services_answers(monkeypatch):
    advice, booking = apps.get_app_config("advice"), apps.get_app_config("booking")
    monkeypatch.setattr(plugins, "installed", lambda: iter([advice, booking]))
    assert plugins.gather(lambda plugin: [plugin.name, len(plugin.name)]) == [
        "advice",
        6,
        "booking",
        7,
    ]


def test_service_that_offers_nothing_answers_with_nothing():
    module = types.ModuleType("nothing")
    module.__path__ = ["nothing"]
    plugin = plugins.ServicePlugin("nothing", module)
    assert [
        plugin.body_blocks(),
        plugin.public_menu(None),
        plugin.desk_entries(None),
        plugin.ways_on(None, []),
        plugin.health(),
        plugin.erasure_rule(),
    ] == [[], [], [], [], {}, None]


def test_config_is_found_when_the_registry_is_imported_as_a_module():
    for plugin in plugins.installed():
        assert type(plugin) is not AppConfig
        assert type(plugin).__module__ == f"{plugin.name}.apps"


def test_config_is_lost_when_the_class_itself_is_imported(tmp_path, monkeypatch):
    """The trap that the rule is about; when Django mends it, the rule may go."""
    package = tmp_path / "lost"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "apps.py").write_text(
        "from kokenet.plugins import ServicePlugin\n\n\n"
        'class LostConfig(ServicePlugin):\n    name = "lost"\n'
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert type(AppConfig.create("lost")) is AppConfig


@pytest.mark.processes
@pytest.mark.parametrize(
    "gone",
    [["advice"], ["booking", "kokeblog"], ["advice", "booking", "expert_pool", "kokeblog"]],
    ids=", ".join,
)
def test_site_boots_and_misses_no_migration_without_services(gone, tmp_path):
    (tmp_path / "settings_without.py").write_text(WITHOUT.format(gone=gone))
    paths = [str(tmp_path), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "DJANGO_SETTINGS_MODULE": "settings_without",
        "TEST_DATABASE_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", BOOT], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        ["System check identified no issues (0 silenced).", "No changes detected"],
    ), done.stderr
