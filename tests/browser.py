"""Debian's Chromium, for journeys and for Lighthouse."""

import os
import shutil


def chromium() -> str:
    """The path of the browser (CHROMIUM first), or nothing."""
    wanted = os.environ.get("CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return wanted or next((path for name in names if (path := shutil.which(name))), "")
