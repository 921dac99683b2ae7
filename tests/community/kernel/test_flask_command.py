"""Every command is there by `flask --app app` as by `huzhu`, and refuses in one line there, too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import COMMANDS

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run(tmp_path: Path) -> "Run":
    return Run(tmp_path)


class Run:
    """The command `flask --app app` with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *words],
            cwd=ROOT,
            env={**os.environ, "HUZHU_DATA_DIR": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def test_all_commands_are_listed_beside_those_of_flask(run: Run) -> None:
    told = run("--help").stdout
    listed = {line.split()[0] for line in told.partition("Commands:")[2].splitlines() if line.strip()}
    assert set(COMMANDS) <= listed
    assert {"db", "routes", "shell"} <= listed


def test_they_work_and_refuse_in_one_line(run: Run) -> None:
    assert run("init").returncode == 0
    checked = run("check", "--json")
    assert (checked.returncode, checked.stdout[:1]) == (0, "{")
    wrong = run("user", "create", "x", "--email", "no address", "--role", "member", "--password-stdin")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
    assert len(wrong.stderr.strip().splitlines()) == 1
