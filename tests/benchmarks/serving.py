"""A server of its own for a measurement, and the CPU that its processes spend on each request."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
BARE = """
import sys
from flask import Flask
from gunicorn.app.base import BaseApplication

from community.kernel.server import THREADS

app = Flask(__name__)
pages = {}


@app.get("/<int:size>")
def page(size):
    return pages.setdefault(size, "x" * size)


class Server(BaseApplication):
    def load_config(self):
        for key, value in {"bind": "127.0.0.1:" + sys.argv[1], "workers": 1, "worker_class": "gthread",
                           "threads": THREADS, "keepalive": 15, "loglevel": "error",
                           "control_socket_disable": True}.items():
            if key in self.cfg.settings:
                self.cfg.set(key, value)

    def load(self):
        return app


Server().run()
"""


@dataclass
class Served:
    """A running server: its port and the process that began it."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of CPU of all its processes so far."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(each.cpu_times()[:2]) for each in family)

    def spent(self, paths: Iterable[str], headers: dict[str, str] | None = None) -> tuple[float, int]:
        """CPU milliseconds of the server for each request, and the bytes of a usual answer."""
        before, sizes = self.cpu(), []
        with self._connected() as connection:
            sizes.extend(_size(connection, path, headers) for path in paths)
        return (self.cpu() - before) / len(sizes) * 1000, int(median(sizes))

    def spent_anew(self, paths: Iterable[str], headers: dict[str, str] | None = None) -> tuple[float, int]:
        """The same over a new connection for each, which any of its processes may take."""
        before, sizes = self.cpu(), []
        for path in paths:
            with self._connected() as connection:
                sizes.append(_size(connection, path, headers))
        return (self.cpu() - before) / len(sizes) * 1000, int(median(sizes))

    def _connected(self) -> closing[http.client.HTTPConnection]:
        return closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60))


def _size(connection: http.client.HTTPConnection, path: str, headers: dict[str, str] | None) -> int:
    """How many bytes the answer has."""
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status >= 300:
        message = f"{path}: {answer.status}"
        raise AssertionError(message)
    return len(body)


class DatabaseProcesses:
    """The processes that a PostgreSQL server has for one database; what else it is busy with does not count."""

    def __init__(self, server: int, database: str) -> None:
        self._server, self._name = psutil.Process(server), f" {database} "

    def cpu(self) -> float:
        """Seconds of CPU of those that run now."""
        spent = 0.0
        for each in self._server.children():
            with suppress(psutil.NoSuchProcess):
                if self._name in " ".join(each.cmdline()):
                    spent += sum(each.cpu_times()[:2])
        return spent


def _start(command: list[str], port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _turn in range(600):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as probe:
                probe.request("GET", "/healthz")
                probe.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise TimeoutError


@contextmanager
def running(command: Callable[[int], list[str]], environment: dict[str, str]) -> Iterator[Served]:
    port = free_port()
    process = _start(command(port), port, environment)
    try:
        yield Served(port, psutil.Process(process.pid))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def bare() -> AbstractContextManager[Served]:
    """A Flask application with nothing in it, under the same server: `/20000` answers 20,000 bytes."""
    return running(lambda port: [sys.executable, "-c", BARE, str(port)], {"PYTHONPATH": str(ROOT)})


def site(
    data_dir: Path,
    *,
    with_worker: bool = False,
    environment: dict[str, str] | None = None,
    processes: int = 1,
) -> AbstractContextManager[Served]:
    """Huzhu on what lies in `data_dir`; `environment` says what else is set."""
    huzhu = str(Path(sys.executable).with_name("huzhu"))
    more = ["--workers", str(processes), *([] if with_worker else ["--no-worker"])]
    return running(
        lambda port: [huzhu, "serve", "--port", str(port), *more],
        {"HUZHU_DATA_DIR": str(data_dir), "HUZHU_RATE_LIMITS": "off", **(environment or {})},
    )


def answer(port: int, question: str, token: str, number: int) -> None:
    """Answer a question through the REST interface, in words of its own for each `number`."""
    body = {
        "body": f"Try the other cable first, number {number}: with mine the light went green in a minute."
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/questions/{question}/answers",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as told:  # noqa: S310
        assert told.status == 201
