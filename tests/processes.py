"""The site as real processes: gunicorn and the django-q2 worker under production's settings."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from tests.sink import free_port, wait_until

START_SECONDS = 120


class Processes:
    """A site in a folder of its own. Everything it started is gone after `close`."""

    def __init__(self, folder: Path, *, mail_port: int = 9) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url = ""
        self.started: list[subprocess.Popen] = []
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings_processes",
            "PROCESSES_FOLDER": str(folder),
            "SECRET_KEY": "only-for-processes-in-tests-" + "0" * 40,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SITE_URL": self.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "KOKENET_KEYRING": str(folder / "keyring.json"),
            "CACHE_URL": "memory",
            "STAFF_HOST": "",
            "TRUSTED_PROXIES": "0",
            "PYTHONUNBUFFERED": "1",
        }

    # Database

    def create_database(self, copy_of: "Processes | None" = None) -> None:
        """An empty database of the kind this test run uses, or a copy of another site's.

        The key ring comes along, since the copied rows were sealed with it.
        """
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            self.use(f"sqlite:///{self.folder / 'site.sqlite3'}")
            if copy_of:
                copy_sqlite(copy_of.folder / "site.sqlite3", self.folder / "site.sqlite3")
        else:
            name = f"{settings.DATABASES['default']['NAME']}_{uuid.uuid4().hex[:8]}"
            template = f' TEMPLATE "{copy_of.database_name}"' if copy_of else ""
            on_server(f'CREATE DATABASE "{name}"{template}')
            self.use(server_url(name))
        if copy_of and (copy_of.folder / "keyring.json").exists():
            shutil.copy2(copy_of.folder / "keyring.json", self.folder / "keyring.json")

    def use(self, url: str) -> None:
        """Processes started from now on use the database at this address."""
        self.database_url = self.env["DATABASE_URL"] = url

    @property
    def database_name(self) -> str:
        return self.database_url.rpartition("/")[2]

    def query(self, sql: str, *values: Any) -> list[tuple]:
        """Rows straight from the database; `%s` marks a value."""
        if self.database_url.startswith("sqlite"):
            connection = sqlite3.connect(self.folder / "site.sqlite3", timeout=20)
            try:
                with connection:
                    return connection.execute(sql.replace("%s", "?"), values).fetchall()
            finally:
                connection.close()
        with connect(self.database_name) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    # Commands and processes

    def manage(self, *arguments: str) -> str:
        """Runs a management command to its end; returns what it printed, raises when it failed."""
        done = subprocess.run(
            [sys.executable, "-m", "django", *arguments],
            env=self.env,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments} ended with {done.returncode}\n{done.stderr[-4000:]}")
        return done.stdout

    def run(self, code: str) -> str:
        """Runs Python inside the site, its models at hand; returns what it printed."""
        return self.manage("shell", "--no-imports", "-c", code)

    def number(self, expression: str, models: str) -> int:
        """What an expression over the models of that module counts, by the site's own database."""
        return int(self.run(f"from {models} import *\nprint({expression})").split()[-1])

    def start_web(
        self, *, workers: int = 2, threads: int = 4, preload: bool = False
    ) -> subprocess.Popen:
        """Starts gunicorn and waits until it answers; preloaded, a killed child is back at once."""
        web = self._start(
            "web.log",
            *(
                "-m",
                "gunicorn",
                "kokenet.wsgi",
                "--no-control-socket",
                "--bind",
                f"127.0.0.1:{self.port}",
            ),
            *("--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)),
            *(["--preload"] if preload else []),
        )
        wait_until(lambda: self._answers(web), START_SECONDS, f"the web server ({self.log('web')})")
        return web

    def start_worker(self) -> subprocess.Popen:
        """Starts `manage.py worker`; what it does can be waited for, itself it answers nothing."""
        return self._start("worker.log", "-m", "django", "worker")

    def _start(self, log: str, *arguments: str) -> subprocess.Popen:
        with (self.folder / log).open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                env=self.env,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def _answers(self, web: subprocess.Popen) -> bool:
        if web.poll() is not None:
            raise RuntimeError(f"the web server ended with {web.returncode}\n{self.log('web')}")
        return self.status("/tila") > 0

    def status(self, path: str) -> int:
        """The status of a GET; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def log(self, name: str) -> str:
        """What the web server ("web") or the worker ("worker") has written."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    # Ends

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL to the process and everything it started, at once and without farewell."""
        stop_group(process, signal.SIGKILL)
        if process in self.started:
            self.started.remove(process)

    def stop(self, process: subprocess.Popen, seconds: float = 20) -> None:
        """Asks the process to end; kills what has not ended in time."""
        stop_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        self.kill(process)

    def close(self) -> None:
        for process in list(self.started):
            self.stop(process)
        if self.database_url and not self.database_url.startswith("sqlite"):
            on_server(f'DROP DATABASE IF EXISTS "{self.database_name}" WITH (FORCE)')


def stop_group(process: subprocess.Popen, how: signal.Signals) -> None:
    """Signals the group that `start_new_session` made, and reaps the process when it is killed."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    if how == signal.SIGKILL:
        process.wait()


def copy_sqlite(source: Path, target: Path) -> None:
    """A whole copy, what is still in the WAL included."""
    read, write = sqlite3.connect(source), sqlite3.connect(target)
    try:
        read.backup(write)
    finally:
        read.close()
        write.close()


def server_url(name: str) -> str:
    """The address of a database on the server that TEST_DATABASE_URL names."""
    return f"{os.environ['TEST_DATABASE_URL'].rpartition('/')[0]}/{name}"


def connect(name: str) -> psycopg.Connection:
    """A connection of its own to a database on that server."""
    server = settings.DATABASES["default"]
    parts = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"]}
    given = {key: value for key, value in parts.items() if value}
    return psycopg.connect(
        dbname=name, password=server["PASSWORD"] or None, autocommit=True, **given
    )


def on_server(sql: str) -> None:
    with connect("postgres") as connection:
        connection.execute(sql)  # type: ignore[call-overload]
