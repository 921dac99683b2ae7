"""An import that somebody tells to stop says so, and is finished by the same command, as if it had never been stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.community.imports.conftest import DUMP
from tests.community.imports.test_import_resume import SAYS_WHEN
from tests.house.sources import ROOT

# The real command in a process of its own, which is sent a real signal in the middle of its work.
STOPPED_AT = """
import os, signal, sys
from sqlalchemy import Engine, event
from app import main
from community.imports.stackexchange import batches

table = sys.argv.pop()
batches.SIZE = 3

def stop(connection, cursor, statement, *more):
    if statement.startswith(f"INSERT INTO {table} "):
        os.kill(os.getpid(), signal.SIGTERM)

event.listen(Engine, "after_cursor_execute", stop)
main()
"""
AT = ("posts", "revisions", "reputation_events")  # one run after the other comes as far as this


def huzhu(
    data: Path, *said: str, code: str = "from app import main; main()"
) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HUZHU_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *said]
    return subprocess.run(
        command, cwd=data.parent, env=environment, capture_output=True, text=True, check=False
    )


def done(data: Path, *said: str) -> str:
    ended = huzhu(data, *said)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def content(data: Path, folder: Path) -> dict[str, bytes]:
    """Everything that the site holds but the moment at which it came."""
    done(data, "export", str(folder), "--json")
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.*")}
    return {name: path.read_bytes() for name, path in sorted(files.items()) if name not in SAYS_WHEN}


@pytest.mark.slow
def test_the_same_command_finishes_it(tmp_path: Path) -> None:
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    told = json.loads(done(whole, "import", "stackexchange", str(DUMP), "--json"))
    for table in AT:
        ended = huzhu(stopped, "import", "stackexchange", str(DUMP), "--json", table, code=STOPPED_AT)
        assert ended.returncode == 128 + signal.SIGTERM
        assert ended.stderr.endswith("huzhu: stopped\n")
        assert "Traceback" not in ended.stderr
    finished = json.loads(done(stopped, "import", "stackexchange", str(DUMP), "--json"))
    assert finished == told
    assert content(stopped, tmp_path / "resumed") == content(whole, tmp_path / "at-once")
    assert json.loads(done(stopped, "check", "--json"))["breaches"] == []
