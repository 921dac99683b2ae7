"""A command that finds something wrong ends with the status that it chose, also from a real shell."""

import os
import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT


def huzhu(data_dir: Path, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the console script in a process of its own."""
    script = Path(sys.executable).parent / "huzhu"
    environment = {**os.environ, "HUZHU_DATA_DIR": str(data_dir), "HUZHU_DATABASE_URL": ""}
    return subprocess.run(
        [script, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_failed_check_ends_with_one_and_a_good_one_with_nought(tmp_path: Path) -> None:
    assert huzhu(tmp_path, "init").returncode == 0
    assert huzhu(tmp_path, "check").returncode == 0
    assert huzhu(tmp_path, "replay").returncode == 0
    assert huzhu(tmp_path, "no-such-command").returncode == 2
    spoil = (
        "from community.kernel.db import sqlite_driver as s; import sys;"
        "d = s.connect(sys.argv[1]); d.execute(\"INSERT INTO moderation_log_head (id, number, hash) VALUES (1, 7, 'x')\");"
        "d.commit()"
    )
    subprocess.run([sys.executable, "-c", spoil, str(tmp_path / "huzhu.sqlite")], cwd=ROOT, check=True)
    found = huzhu(tmp_path, "check")
    assert (found.returncode, "moderation log" in found.stdout) == (1, True)
    assert huzhu(tmp_path, "check", "--json").returncode == 1


def test_a_file_of_settings_from_another_alphabet_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("HUZHU_SITE_NAME=互助".encode("utf-16"))
    told = huzhu(tmp_path / "data", "check", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (2, "huzhu: .env: the file is not written in UTF-8\n")


def test_a_host_of_no_name_is_not_every_address(tmp_path: Path) -> None:
    """A script with `--host "$HOST"` and no HOST served the site to the whole network."""
    told = huzhu(tmp_path, "serve", "--host", "", "--port", "8022")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "--host names no address" in told.stderr
