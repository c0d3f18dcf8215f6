"""The folder `site/` stands beside Python's own module of that name."""

import site
import subprocess
import sys
import sysconfig
from pathlib import Path

from kokenet.environment import BASE_DIR


def test_site_folder_is_no_package():
    assert not (BASE_DIR / "site" / "__init__.py").exists()


def test_site_is_pythons_own():
    assert Path(site.__file__) == Path(sysconfig.get_path("stdlib")) / "site.py"


def test_site_is_pythons_own_when_python_starts_in_the_projects_folder():
    code = "import site, kokenet, trust, accounts; print(site.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == Path(sysconfig.get_path("stdlib")) / "site.py"


def test_site_folder_is_not_ignored_by_git():
    lines = (BASE_DIR / ".gitignore").read_text().splitlines()
    assert [line for line in lines if line.strip("/ ") == "site"] == []
