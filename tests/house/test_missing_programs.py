"""A test whose program this machine lacks is skipped loudly, and fails where everything must be there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

NEEDY = """
import pytest

@pytest.mark.redis
def test_one(): pass

@pytest.mark.redis
def test_two(): pass

def test_undemanding(): pass
"""


def run_without_programs(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run three tests, two of which need Redis, where no program can be found."""
    (folder / "test_needy.py").write_text(NEEDY, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.machine", f"--rootdir={folder}"]
    command += ["-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), str(folder)]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI", "COV"))}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**bare, "PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_they_are_skipped_and_counted(tmp_path: Path) -> None:
    done = run_without_programs(tmp_path)
    assert done.returncode == pytest.ExitCode.OK
    assert "NOT TESTED HERE" in done.stdout
    assert "2 skipped: this machine lacks a Redis server" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 passed, 2 skipped")


def test_they_fail_where_everything_must_be_there(tmp_path: Path) -> None:
    done = run_without_programs(tmp_path, CI="true")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "this machine lacks a Redis server" in done.stdout
