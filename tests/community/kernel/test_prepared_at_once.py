"""Processes that start together on one data folder find a site that is ready; a full or busy disk is told in a line."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.house.sources import ROOT

TOGETHER = 3
SMALL = 400_000  # bytes that a file may have there: less than a database needs
RUN = ("-c", "from app import main; main()")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def start(data_dir: Path, *words: str, most: int | None = None) -> "subprocess.Popen[str]":
    """A command in a process of its own; none of its files may grow beyond `most`."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HUZHU_", "COV"))
    }
    environment |= {"HUZHU_DATA_DIR": str(data_dir), "HUZHU_SECRET_KEY": "a secret for tests only"}
    return subprocess.Popen(
        [sys.executable, *RUN, *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(_limit, most) if most else None,  # noqa: PLW1509 - before any thread of it
    )


def _limit(most: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _out, err = process.communicate(timeout=200)
    return process.returncode, err


def test_whoever_comes_while_another_makes_the_tables_waits_for_it(tmp_path: Path) -> None:
    started = [start(tmp_path, "init") for _number in range(TOGETHER)]
    found = [ended(each) for each in started]
    assert [code for code, _err in found] == [0] * TOGETHER, "\n".join(err[-600:] for _code, err in found)


@pytest.mark.parametrize("words", [("init",), ("backup", "site.tar")], ids=lambda words: words[0])
def test_a_full_disk_is_told_in_one_line(
    tmp_path: Path, empty_database: bytes, words: tuple[str, ...]
) -> None:
    if words[0] == "backup":
        (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
        words = ("backup", str(tmp_path / "site.tar"))
    code, err = ended(start(tmp_path, *words, most=SMALL))
    assert code == 2, err[-600:]
    assert "Traceback" not in err, err[-600:]


def test_a_database_that_others_keep_busy_is_told_in_one_line(tmp_path: Path, empty_database: bytes) -> None:
    file = tmp_path / "huzhu.sqlite"
    file.write_bytes(empty_database)
    ended(start(tmp_path, "init"))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, err = ended(start(tmp_path, "replay"))
    assert code == 2, err[-600:]
    assert "Traceback" not in err, err[-600:]
