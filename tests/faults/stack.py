"""Servers and processes of one site that a test may kill: PostgreSQL, Redis, web processes, workers."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests import servers

ROOT: Final = Path(__file__).resolve().parents[2]
HUZHU: Final = (sys.executable, "-c", "from app import main; main()")
SECRET: Final = "a secret for tests only"
PATIENCE_SECONDS: Final = 60.0


def wait_for(what: str, done: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until `done`; how long that took."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > seconds:
            raise AssertionError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)
    return time.monotonic() - began


class Postgres:
    """A PostgreSQL that keeps what it acknowledges, in a folder of its own; whoever makes it stops it."""

    def __init__(self, folder: Path, *settings: str) -> None:
        self.home, self.owner, self.port = (
            servers.postgres_home(),
            servers.server_owner(),
            servers.free_port(),
        )
        self.cluster = folder / "cluster"
        self.settings = settings
        self.cluster.mkdir(parents=True)
        if self.owner is not None:
            for each in (folder, *folder.parents):
                if each.stat().st_uid == os.geteuid() and each.is_relative_to("/tmp"):  # noqa: S108
                    with suppress(PermissionError):
                        each.chmod(each.stat().st_mode | 0o011)
            os.chown(self.cluster, self.owner.pw_uid, self.owner.pw_gid)

    def create(self) -> None:
        """Make the empty cluster."""
        making = ["--username=huzhu", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        servers.run_as(self.owner, [self.home / "initdb", *making, f"--pgdata={self.cluster}"])

    def start(self) -> None:
        """Start it; after a kill it recovers first."""
        settings = [f"port={self.port}", "listen_addresses=127.0.0.1", "max_connections=120", *self.settings]
        settings += [f"unix_socket_directories={self.cluster}", "shared_buffers=32MB"]
        options = " ".join(f"-c {setting}" for setting in settings)
        starting = ["--wait", "--silent", f"--log={self.cluster / 'server.log'}", f"--options={options}"]
        servers.run_as(self.owner, [self.home / "pg_ctl", "start", *starting, f"--pgdata={self.cluster}"])

    @property
    def pid(self) -> int:
        return int((self.cluster / "postmaster.pid").read_text().splitlines()[0])

    def is_running(self) -> bool:
        return (self.cluster / "postmaster.pid").exists() and servers.is_alive(self.pid)

    def kill(self) -> None:
        """End it as a crash does, with all that it has in hand."""
        pid = self.pid
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
        for each in (pid, *map(int, children.stdout.split())):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        servers.wait_until(lambda: not servers.is_alive(pid))

    def stop(self, mode: str = "immediate") -> None:
        """End it: `fast` writes everything out first."""
        with suppress(RuntimeError):
            servers.run_as(
                self.owner,
                [
                    self.home / "pg_ctl",
                    "stop",
                    "--wait",
                    "--silent",
                    f"--mode={mode}",
                    f"--pgdata={self.cluster}",
                ],
            )

    def url(self, database: str = "huzhu") -> str:
        """The address of a database as the setting wants it."""
        return f"postgresql+psycopg://huzhu@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the owner of everything."""
        import psycopg

        conninfo = f"host=127.0.0.1 port={self.port} user=huzhu dbname={database}"
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(statement.encode())


class Redis:
    """A Redis that forgets everything when it ends."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = servers.free_port(), folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty."""
        program = shutil.which("redis-server")
        assert program is not None
        command = [
            program,
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            self.folder,
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("Redis answers", lambda: servers.answers(self.port))

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@dataclass
class Process:
    """One process of the site, started by a command."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    port: int = 0
    before: Callable[[], None] | None = None
    program: tuple[str, ...] = HUZHU
    running: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> "Process":
        """Start it; `ready` waits until it answers."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUZHU_", "COV"))}
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                [*self.program, *self.arguments],
                cwd=ROOT,
                env={**clean, **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self.before,  # noqa: PLW1509 - limits of this one process; no threads are in it yet
            )
        return self

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self, path: str = "/healthz") -> bool:
        """Whether it serves `path`."""
        return self.get(path)[0] == 200

    def asked(self, path: str) -> tuple[int, Mapping[str, str], str]:
        """The status, headers and text of a page; status 0 where nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:  # noqa: S310 - our own
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()
        except (OSError, ValueError, http.client.HTTPException):
            return 0, {}, ""

    def get(self, path: str) -> tuple[int, str]:
        """The status and text of a page; status 0 where nobody answers."""
        status, _headers, text = self.asked(path)
        return status, text

    def api(self, token: str, method: str, path: str, given: object) -> dict[str, Any]:
        """One call that must work."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        sent = urllib.request.Request(  # noqa: S310 - our own
            f"{self.address}/api/v1{path}", json.dumps(given).encode(), headers, method=method
        )
        with urllib.request.urlopen(sent, timeout=30) as answer:  # noqa: S310 - our own
            return dict(json.loads(answer.read()))

    def ready(self) -> "Process":
        """Wait until it answers."""
        wait_for(f"{self.arguments} answers", lambda: self.is_running() and self.answers())
        return self

    def is_running(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def kill(self) -> None:
        """End it and its children at once, as the system does when memory is short."""
        assert self.running is not None
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def stop(self) -> int:
        """Ask it to end; its status."""
        assert self.running is not None
        with suppress(ProcessLookupError):
            os.kill(self.running.pid, signal.SIGTERM)
        try:
            return self.running.wait(40)
        finally:
            self.kill()


@dataclass
class Stack:
    """The processes of one site, and where its data is."""

    folder: Path
    environment: dict[str, str]
    _leaving: ExitStack = field(default_factory=ExitStack)

    def process(self, *arguments: str, name: str = "", **more: str) -> Process:
        """A process on a data folder called `name`, not yet started; stopped at the end."""
        data_dir = self.folder / (name or "site")
        environment = {**self.environment, "HUZHU_DATA_DIR": str(data_dir), **more}
        port = servers.free_port() if arguments[0] in {"serve", "web"} else 0
        extra = ("--port", str(port), "--workers", "1") if port else ()
        made = Process((*arguments, *extra), environment, self.folder / f"{name or 'site'}.log", port)
        self._leaving.callback(lambda: made.kill() if made.running else None)
        return made

    def run(self, *arguments: str, name: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        made = self.process(*arguments, name=name, **more)
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("HUZHU_", "COV"))}
        return subprocess.run(
            [*HUZHU, *arguments],
            cwd=ROOT,
            env={**clean, **made.environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def close(self) -> None:
        """Stop everything."""
        self._leaving.close()


@contextmanager
def stack(folder: Path, **environment: str) -> Iterator[Stack]:
    """A site in `folder`; what is given are its settings."""
    base = {"HUZHU_SECRET_KEY": SECRET, "HUZHU_RATE_LIMITS": "off", "HUZHU_LOG_FORMAT": "json", **environment}
    made = Stack(folder, base)
    try:
        yield made
    finally:
        made.close()
