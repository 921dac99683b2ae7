"""The real server in two processes: many programs at once, and no answer that is another's."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil
import pytest

from community.kernel.page_store import MOST_BYTES, MOST_OWN_BYTES
from tests.community.api.conftest import BODY, TITLE
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60


@dataclass(frozen=True)
class Served:
    """Where a server listens, and the key of a moderator."""

    url: str
    key: str
    pid: int

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, headers, method=method)  # noqa: S310 - our own server
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    """A server of two processes on either database."""
    environment = {**os.environ, "HUZHU_DATA_DIR": str(tmp_path), "HUZHU_RATE_LIMITS": "off"}
    environment.pop("HUZHU_DATABASE_URL", None)
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        number = request.getfixturevalue("worker_number")
        environment["HUZHU_DATABASE_URL"] = server.create_database(f"huzhu_served_{number}")
    command = [sys.executable, "-c", "import app; app.main()"]

    def run(*words: str, given: str = "") -> str:
        done = subprocess.run(
            [*command, *words],
            cwd=ROOT,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    run("user", "create", "mona", "--email", "mona@example.com", "--role", "moderator")
    key = json.loads(run("token", "create", "mona", "--json"))["token"]
    port = free_port()
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), "--workers", "2"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            place = Served(f"http://127.0.0.1:{port}/api/v1", key, process.pid)
            _await(place, process)
            yield place
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _await(place: Served, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            if place("GET", "/questions")[0] < 500:
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


@pytest.mark.slow
def test_two_processes_answer_many_at_once(served: Served) -> None:
    status, asked = served("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})
    assert status == 201, asked

    def one(number: int) -> tuple[int, Any]:
        if number % 4:
            return served("GET", f"/questions/{asked['id']}")
        return served("POST", f"/posts/{asked['id']}/comments", {"body": f"Since when, {number}?"})

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(one, range(120)))
    assert {status for status, _body in told} == {200, 201}
    comments = served("GET", f"/questions/{asked['id']}")[1]["comments"]
    assert sorted(each["id"] for each in comments) == sorted(
        body["id"] for status, body in told if status == 201
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process's memory")
def test_two_processes_share_the_pages_that_either_has_made(served: Served) -> None:
    """Memory of no file that lies in both of them at the same place, as large as the shelves of pages."""
    shared = [set(_shared_memory(each.pid)) for each in psutil.Process(served.pid).children()]
    assert len(shared) == 2
    assert {MOST_BYTES, MOST_OWN_BYTES} <= {size for _place, size in shared[0] & shared[1]}


def _shared_memory(pid: int) -> Iterator[tuple[str, int]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        places, rights, *_more = line.split()
        if rights.endswith("s"):
            begin, end = (int(each, 16) for each in places.split("-"))
            yield line, end - begin
