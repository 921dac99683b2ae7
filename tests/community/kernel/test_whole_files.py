"""A file is there whole or not at all, and what a killed process left behind is found again."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from community.kernel import clock, whole_files
from tests.house.sources import ROOT

KILLED = """
import os, signal, sys
from pathlib import Path
from community.kernel import whole_files

whole_files.os.fsync = lambda _file: os.kill(os.getpid(), signal.SIGKILL)
whole_files.write(Path(sys.argv[1]), b"a picture")
"""


def test_a_file_is_written_with_its_folder_and_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "picture"
    whole_files.write(path, b"first")
    whole_files.write(path, b"second", lasting=False)
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.mkdir()
    (path / "in the way").touch()
    with pytest.raises(OSError, match="picture"):
        whole_files.write(path, b"content")
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_began_goes_once_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "picture"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    (left,) = path.parent.iterdir()
    assert left.read_bytes() == b"a picture"
    (tmp_path / "another").write_bytes(b"stays")
    whole_files.forget_unfinished(tmp_path, clock.now() - timedelta(minutes=1))
    assert left.exists()
    whole_files.forget_unfinished(tmp_path, clock.now() + timedelta(minutes=1))
    assert not left.exists()
    assert (tmp_path / "another").exists()
