"""Processes with the app of the tests that sends mail to sealed addresses."""

from tests.settings_processes import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.trust.shelf"]  # noqa: F405
