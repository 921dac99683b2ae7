"""Private PostgreSQL and Redis servers for one test run: loopback only, in a temporary folder.

The first process that asks starts a server and writes down where it is; the others read that.
"""

import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from tests.tools import system_packages

PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens and which process it is."""

    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class PostgresServer(Server):
    """A PostgreSQL server whose only role, `huzhu`, may do everything."""

    def url(self, database: str) -> str:
        """The SQLAlchemy address of `database`."""
        return f"postgresql+psycopg://huzhu@127.0.0.1:{self.port}/{database}"

    def has_database(self, name: str) -> bool:
        """Whether `name` is there."""
        import psycopg

        with psycopg.connect(f"host=127.0.0.1 port={self.port} user=huzhu dbname=postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def create_database(self, name: str, template: str = "template0") -> str:
        """Make `name` anew, as a copy of `template`, and return its SQLAlchemy address."""
        import psycopg

        conninfo = f"host=127.0.0.1 port={self.port} user=huzhu dbname=postgres"
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.url(name)


def postgres(folder: Path, *settings: str) -> PostgresServer:
    """The PostgreSQL server of this run, started with more `settings` if nobody has yet."""
    start = partial(_start_postgres, more=settings)
    return PostgresServer(**asdict(shared(folder, "postgres", start)))


def redis(folder: Path) -> Server:
    """The Redis server of this run, started if nobody has yet."""
    return shared(folder, "redis", _start_redis)


def stop_all(folder: Path) -> None:
    """End the servers that were started in `folder`, and remove it."""
    for note in folder.glob("*.json"):
        server = Server(**json.loads(note.read_text()))
        with suppress(ProcessLookupError):
            # For PostgreSQL this is the immediate shutdown: nothing there is worth keeping.
            os.kill(server.pid, signal.SIGQUIT if note.stem == "postgres" else signal.SIGTERM)
            wait_until(lambda pid=server.pid: not is_alive(pid))
    shutil.rmtree(folder, ignore_errors=True)


def shared(folder: Path, name: str, start: Callable[[Path], Server]) -> Server:
    """The server `name` of this run: whoever asks first starts it."""
    note = folder / f"{name}.json"
    with _locked(folder / f"{name}.lock"):
        if not note.exists():
            note.write_text(json.dumps(asdict(start(folder))))
        return Server(**json.loads(note.read_text()))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _start_postgres(folder: Path, more: Sequence[str] = ()) -> Server:
    home, owner = postgres_home(), server_owner()
    cluster = folder / "postgres"
    cluster.mkdir()
    if owner is not None:
        folder.chmod(0o711)  # the server's user must be able to pass through
        os.chown(cluster, owner.pw_uid, owner.pw_gid)
    making = ["--username=huzhu", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    run_as(owner, [home / "initdb", *making, f"--pgdata={cluster}"])
    port = free_port()
    # Durability costs time, and these rows die with the run.
    settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
    settings += [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={cluster}"]
    options = " ".join(f"-c {setting}" for setting in (*settings, *more))
    starting = ["--wait", "--silent", f"--log={cluster / 'server.log'}", f"--options={options}"]
    run_as(owner, [home / "pg_ctl", "start", *starting, f"--pgdata={cluster}"])
    return Server(port, int((cluster / "postmaster.pid").read_text().splitlines()[0]))


def _start_redis(folder: Path) -> Server:
    program = system_packages.redis()
    assert program is not None
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    wait_until(lambda: answers(port))
    process.returncode = 0  # it outlives this process; `stop_all` ends it
    return Server(port, process.pid)


def postgres_home() -> Path:
    """The folder of the server's programs."""
    home = system_packages.postgresql()
    assert home is not None
    return home


def server_owner() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: it refuses root, so then its own user or nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    message = "PostgreSQL refuses to run as root, and there is no other user to be"
    raise RuntimeError(message)


def run_as(owner: pwd.struct_passwd | None, command: list[str | Path]) -> None:
    who = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **who
    )
    if done.returncode:
        message = f"{command[0]} failed: {done.stdout}{done.stderr}"
        raise RuntimeError(message)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_alive(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > until:
            message = f"a test server did not start or stop within {PATIENCE_SECONDS} s"
            raise TimeoutError(message)
        time.sleep(0.02)
