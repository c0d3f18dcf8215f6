"""Markers that are put into every input, and the sweep of everything that a site writes to disk."""

import os
import shutil
import subprocess
import uuid
from pathlib import Path

from tests.sink import free_port

# Proof that the sweep would see what lies there in clear: table, write-ahead log and server log.
PLANT = """
from django.db import Error, connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE plain (text text CHECK (text <> 'PLANTED'))")
    cursor.execute("INSERT INTO plain VALUES ('sown PLANTED here')")
    try:
        cursor.execute("INSERT INTO plain VALUES ('PLANTED')")
    except Error:
        pass
"""


class Markers:
    """A fresh marker for each input; random, so that no compression hides it."""

    def __init__(self) -> None:
        self.by_input: dict[str, str] = {}

    def of(self, what: str) -> str:
        return self.by_input.setdefault(what, f"merkki{uuid.uuid4().hex}")

    def found_under(self, folder: Path) -> list[tuple[str, str]]:
        """(input, file) for every marker that stands readable in a file below the folder."""
        found = []
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            content = file.read_bytes()
            for what, marker in self.by_input.items():
                if marker.encode() in content or marker.encode("utf-16-le") in content:
                    found.append((what, file.name))
        return found


class OwnPostgres:
    """A PostgreSQL of this test alone, so that its files and its log can be read."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "cluster"
        self.port = free_port()
        self.bin = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)

    def start(self) -> None:
        self.data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            for parent in self.data.parents[:4]:
                if parent != Path("/tmp"):  # noqa: S108 -- where pytest keeps its folders
                    parent.chmod(0o755)
            shutil.chown(self.data, "postgres", "postgres")
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", "kokenet", "-E", "UTF8")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
            " -c log_statement=none -c full_page_writes=on"
        )
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    @property
    def url(self) -> str:
        return f"postgres://kokenet@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.bin / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, capture_output=True, timeout=60, cwd="/")
