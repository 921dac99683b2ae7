"""Which server: a bare Flask page and a kept page of ours under gunicorn, granian and waitress, one process each.

`pip install granian waitress` into the environment first; a server that is not there is left out.
"""

import concurrent.futures
import contextlib
import importlib.util
import itertools
import os
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median

import pytest

import app as house
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan
from community.kernel import schema
from community.kernel.config import Settings
from community.kernel.db import db
from tests.benchmarks.serving import ROOT, Served, running

TURNS = 2_000
BARE = """
from flask import Flask
app = Flask(__name__)
@app.get("/")
def page():
    return "x" * 20_000
@app.get("/healthz")
def healthz():
    return "ok"
"""
OURS = """
from community.kernel.config import Settings
import app as house
app = house.create_app(Settings())
"""
COMMANDS = {
    "gunicorn": [
        "-m",
        "gunicorn",
        "-k",
        "gthread",
        "--threads",
        "8",
        "--keep-alive",
        "15",
        "--bind",
        "127.0.0.1:{port}",
    ],
    "granian": [
        *("-m", "granian", "--interface", "wsgi", "--blocking-threads", "8", "--no-ws"),
        *("--host", "127.0.0.1", "--port", "{port}"),
    ],
    "waitress": ["-m", "waitress", "--threads", "8", "--host", "127.0.0.1", "--port", "{port}"],
}


def serving(
    server: str, code: str, folder: Path, environment: dict[str, str]
) -> contextlib.AbstractContextManager[Served]:
    """The application of `code` under `server`."""
    (folder / "served.py").write_text(code)
    paths = {"PYTHONPATH": f"{folder}:{ROOT}:{os.environ.get('PYTHONPATH', '')}"}
    return running(
        lambda port: [
            sys.executable,
            *(part.format(port=port) for part in COMMANDS[server]),
            "served:app",
        ],
        paths | environment,
    )


def measured(served: Served, path: str) -> tuple[float, float, float, int]:
    """CPU ms on one connection, on a new connection each time, the slowest of a hundred (ms) of 16 at once, MB."""
    served.spent([path] * 200)
    kept_alive, _size = served.spent([path] * TURNS)
    before = served.cpu()
    for _turn in range(TURNS // 4):
        served.spent([path])
    anew = (served.cpu() - before) / (TURNS // 4) * 1000

    def visit(_turn: int) -> float:
        began = time.perf_counter()
        served.spent([path])
        return (time.perf_counter() - began) * 1000

    with concurrent.futures.ThreadPoolExecutor(16) as crowd:
        waits = sorted(crowd.map(visit, range(TURNS // 2)))
    family = [served.process, *served.process.children(recursive=True)]
    return (
        kept_alive,
        anew,
        waits[int(len(waits) * 0.99)] / median(waits),
        sum(each.memory_info().rss for each in family) >> 20,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site."""
    found = tmp_path_factory.mktemp("site")
    app = house.create_app(Settings(_env_file=None, data_dir=found).prepared())
    with app.app_context():
        schema.upgrade(app)
        grow(Plan(1_000, 1, date(2026, 1, 1)), quiet=True)
        db.session.remove()
        db.engine.dispose()
    return found


def test_servers(folder: Path, tmp_path: Path) -> None:
    print(
        "\n| server | page | ms, one connection | ms, each anew | p99 / median of 16 | MB |\n|---|---|--:|--:|--:|--:|"
    )
    ours = {"HUZHU_DATA_DIR": str(folder), "HUZHU_RATE_LIMITS": "off"}
    pages = {"bare": (BARE, "/", {}), "kept": (OURS, "/questions", ours)}
    for server, (name, (code, path, environment)) in itertools.product(COMMANDS, pages.items()):
        if importlib.util.find_spec(server) is None:
            continue
        with serving(server, code, tmp_path, environment) as served:
            alive, anew, spread, memory = measured(served, path)
        print(f"| {server} | {name} | {alive:.2f} | {anew:.2f} | {spread:.1f} | {memory} |", flush=True)
