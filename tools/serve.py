"""`make run`: database, key ring, demo site, web server and worker, until Ctrl-C."""

import contextlib
import errno
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from types import FrameType

import house

#: Web and worker may each fall over this often in a row before we give up.
FALLS = 3
LONG_ENOUGH = 20
READY_SECONDS = 40
STOP_SECONDS = 12


@dataclass
class Child:
    """A process that is kept running, in a group of its own so that all of it can be stopped."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started: float = 0
    falls: int = 0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [str(house.PYTHON), *self.command],
            cwd=house.ROOT,
            env=house.environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def look_after(self) -> bool:
        """Starts it again when it has fallen; False when that does not help."""
        if self.process is None or self.process.poll() is None:
            return True
        self.falls = 1 if time.monotonic() - self.started > LONG_ENOUGH else self.falls + 1
        house.say(f"The {self.name} ended with {self.process.returncode}.")
        signal_group(self.process, signal.SIGKILL)
        if self.falls >= FALLS:
            return False
        self.start()
        return True

    def stop(self, deadline: float) -> None:
        """Waits until the deadline for what was asked to end, then ends it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            house.say(f"The {self.name} did not stop by itself.")
        signal_group(self.process, signal.SIGKILL)
        self.process.wait()


@dataclass
class Wish:
    """Whether somebody wants us to stop."""

    stop: bool = False
    parent: int = field(default_factory=os.getppid)

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        self.stop = True

    @property
    def go_on(self) -> bool:
        """Also no when `make` itself is gone."""
        return not self.stop and os.getppid() == self.parent


def signal_group(process: subprocess.Popen, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def serve() -> int:
    port = wanted_port()
    addresses = free_addresses(port)
    prepare_folders()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokenet.settings.development")
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ["DEMO_PASSWORD"] = demo_password()
    house.say("Database and demo site …")
    accounts = prepared_accounts()
    children = [Child("worker", ["manage.py", "worker"]), Child("web server", gunicorn(addresses))]
    return keep_running(children, port, accounts)


def wanted_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        house.stop(f"PORT={text} is not a port; try: make run PORT=8001")
    return int(text)


def free_addresses(port: int) -> list[str]:
    """Where to listen: what `localhost` may mean on this machine. Stops when it is taken."""
    addresses = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
            addresses.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
        except OSError as error:
            if host == "127.0.0.1" or error.errno == errno.EADDRINUSE:
                house.stop(
                    f"Port {port} is taken by another program, or not allowed."
                    f" Choose another: make run PORT={port + 1 if port < 65535 else 8001}"
                )
    return addresses


def prepare_folders() -> None:
    for name in ("static", "media"):
        (house.VAR / name).mkdir(parents=True, exist_ok=True)


def demo_password() -> str:
    """Made once, kept in var/, so that the accounts stay the same from run to run."""
    path = house.VAR / "demo-password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9) + "\n")
    return path.read_text().strip()


def prepared_accounts() -> list[tuple[str, str]]:
    """Database and demo site brought up to date; the demo accounts with their roles."""
    done = subprocess.run(
        [str(house.PYTHON), "tools/prepare.py"],
        cwd=house.ROOT,
        env=house.environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        house.stop("The database or the demo site could not be made; the reason is above.")
    lines = (line.partition("\t") for line in done.stdout.splitlines() if "\t" in line)
    return [(address, roles) for address, _, roles in lines]


def gunicorn(addresses: list[str]) -> list[str]:
    """The web server of production, in one process that takes up changed code by itself."""
    command = ["-m", "gunicorn", "kokenet.wsgi", "--worker-class", "gthread", "--workers", "1"]
    command += ["--threads", "8", "--log-level", "error", "--no-control-socket", "--reload"]
    command += ["--graceful-timeout", "3"]
    # Templates are read once and kept, as in production: the reloader watches them too.
    watched = [str(path) for path in sorted((house.ROOT / "templates").rglob("*.*"))]
    command += [part for path in watched for part in ("--reload-extra-file", path)]
    return command + [part for address in addresses for part in ("--bind", address)]


def keep_running(children: list[Child], port: int, accounts: list[tuple[str, str]]) -> int:
    wish = Wish()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, wish)
    for child in children:
        child.start()
    status = 0
    try:
        announce(port, accounts, wish, children)
        while wish.go_on and not status:
            time.sleep(0.3)
            status = 0 if all(child.look_after() for child in children) else 1
    finally:
        stop_all(children)
    if status:
        house.stop("It does not stay up; the reason is above.")
    house.say("Stopped. The data is in var/.")
    return 0


def stop_all(children: list[Child]) -> None:
    for child in children:
        if child.process:
            signal_group(child.process, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.stop(deadline)


def announce(port: int, accounts: list[tuple[str, str]], wish: Wish, children: list[Child]) -> None:
    """Waits for /tila to be well and then says where everything is."""
    url = f"http://localhost:{port}"
    well = wait_for(f"http://127.0.0.1:{port}/tila", wish, children)
    if not wish.go_on:
        return
    lines = [
        "",
        f"KokeNet is at  {url}/" if well else f"{url}/ answers, but {url}/tila is not well.",
        f"  The desk     {url}/tyotila/",
        f"  The admin    {url}/hallinta/",
        f"  Health       {url}/tila",
        "",
        f"Demo accounts, password {os.environ['DEMO_PASSWORD']} (sign in at {url}/kirjaudu/):",
        *(f"  {address:<36}{roles}" for address, roles in accounts),
        "",
        "Ctrl-C stops it.",
    ]
    house.say("\n".join(lines))


def wait_for(address: str, wish: Wish, children: list[Child]) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while wish.go_on and time.monotonic() < deadline:
        if not all(child.look_after() for child in children):
            return False
        try:
            with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    return False
