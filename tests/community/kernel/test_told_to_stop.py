"""A command that is told to stop puts away what it had begun, and says that it was stopped."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

BEGUN = """
import sys, time
from pathlib import Path
import click
from community.imports.backup import beside
from community.kernel.cli import run

file = Path(sys.argv.pop())

@click.command()
def begin():
    with beside(file) as workshop:
        (workshop / "half").write_text("rows")
        print("begun", flush=True)
        time.sleep(60)

run(click.Group(commands={"begin": begin}), object)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_half_a_backup_is_put_away(tmp_path: Path, number: signal.Signals) -> None:
    """A timer that gives up, or a terminal that is closed, left the rows of the site beside the backups, each night."""
    command = [sys.executable, "-c", BEGUN, "begin", str(tmp_path / "site.tar")]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as begun:
        assert begun.stdout is not None
        assert begun.stdout.readline() == "begun\n"
        assert list(tmp_path.iterdir()) != []
        begun.send_signal(number)
        told = begun.communicate(timeout=30)[1]
    assert (begun.returncode, told.strip()) == (128 + number, "huzhu: stopped")
    assert list(tmp_path.iterdir()) == []
