"""`huzhu intake` as a command: killed on the way, and given lines it cannot read."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.channels.models import ChannelMessage
from community.kernel.db import db
from tests.conftest import make_app
from tests.moderation.intake.test_intake import ANGRY, CALM, THANKS

HUZHU = str(Path(sys.executable).with_name("huzhu"))
ROUNDS = 5
MANY = 1_500


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"HUZHU_DATA_DIR": str(folder)}


def run_intake(folder: Path, source: Path) -> "subprocess.Popen[bytes]":
    command = [
        HUZHU,
        "intake",
        str(source),
        "--channel",
        "pigeon",
        "--json",
    ]
    with (folder / "told").open("wb") as told, (folder / "complaint").open("wb") as complaint:
        return subprocess.Popen(command, env=environment(folder), stdout=told, stderr=complaint, cwd=folder)


def ended(folder: Path, source: Path, status: int) -> tuple[str, str]:
    """What the command printed and complained of, once it has ended as it should."""
    was = run_intake(folder, source).wait()
    told, complaint = (folder / "told").read_text(), (folder / "complaint").read_text()
    assert was == status, complaint
    return told, complaint


@pytest.mark.slow
def test_intake_that_is_killed_five_times_loses_and_doubles_nothing(
    empty_database: bytes, tmp_path: Path
) -> None:
    folder, source = tmp_path / "site", tmp_path / "messages.jsonl"
    folder.mkdir()
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    texts = (ANGRY, CALM, THANKS, "@Kettles smoke comes out of the kettle, it sparks!")
    with source.open("w", encoding="utf-8") as out:
        for number in range(MANY):
            out.write(
                json.dumps({"id": number, "text": texts[number % 4], "author": f"a{number % 900}"}) + "\n"
            )
    rng = random.Random(5)
    killed = 0
    for _ in range(ROUNDS):
        running = run_intake(folder, source)
        time.sleep(1.2 + rng.random() * 2)
        if running.poll() is None:
            running.send_signal(signal.SIGKILL)
            killed += 1
        running.wait()
    last = json.loads(ended(folder, source, 0)[0])
    assert last["taken"] + last["known"] == MANY
    assert killed >= 1
    site = make_app(folder)
    with site.app_context():
        ids = list(db.session.scalars(select(ChannelMessage.external_id)))
        assert sorted(ids, key=int) == [str(number) for number in range(MANY)]
        db.engine.dispose()
    for command in ("init", "check"):
        subprocess.run([HUZHU, command], check=True, env=environment(folder), capture_output=True)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{not json}", "line 2: not JSON in UTF-8"),
        (b"[1]", "line 2: not a JSON object"),
        (b'{"id": 5}', 'line 2: "text" is empty'),
        (b'{"id": 5, "text": "\xff"}', "line 2: not JSON in UTF-8"),
    ],
)
def test_a_bad_line_is_named_and_what_stands_before_it_is_kept(
    line: bytes, told: str, empty_database: bytes, tmp_path: Path
) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    source = tmp_path / "messages.jsonl"
    source.write_bytes(json.dumps({"id": 1, "text": CALM}).encode() + b"\n" + line + b"\n")
    _, complaint = ended(tmp_path, source, 2)
    assert told in complaint
    assert "Traceback" not in complaint
    site = make_app(tmp_path)
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(ChannelMessage)) == 1
        db.engine.dispose()
