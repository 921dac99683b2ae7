"""A picture whose process was killed before its row was committed is removed once it is old; all others stay."""

import io
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import delete

from community.accounts import avatars
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.furnish import site_settings
from community.kernel.policy import Actor
from community.kernel.storage import FolderStorage, open_storage
from community.kernel.unit_of_work import unit_of_work
from community.posts import stray_files
from community.posts.models import Upload
from tests.community.posts.test_pictures_of_leavers import asked, sent
from tests.conftest import both_databases
from tests.house.sources import ROOT

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

WEEK = timedelta(days=7)

KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from community.accounts.models import Member
from community.kernel.db import db
from tests.community.posts.test_pictures_of_leavers import sent
from tests.conftest import actor_of, make_app

with make_app(Path(sys.argv[1])).app_context():
    by = actor_of(db.session.query(Member).filter_by(name="alice").one())
    db.session.rollback()
    event.listen(db.engine, "commit", lambda _connection: os.kill(os.getpid(), signal.SIGKILL))
    sent(by, "black")
"""


def kept() -> set[str]:
    return set(open_storage(site_settings().storage_url).names())


def face(colour: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (300, 300), colour).save(content, "PNG")
    return content.getvalue()


def look(after: timedelta) -> None:
    stray_files.remove(clock.now() + after)


def test_the_picture_of_a_killed_process_goes_after_a_week(
    app: "Huzhu", tmp_path: Path, alice: Actor
) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert db.session.query(Upload).count() == 0
    assert len(kept()) == 1
    look(WEEK - timedelta(hours=1))
    assert len(kept()) == 1
    look(WEEK + timedelta(hours=1))
    assert kept() == set()


@both_databases
def test_what_anybody_has_or_names_stays(app: "Huzhu", alice: Actor, bob: Actor) -> None:
    drafted, named = sent(alice, "red"), sent(alice, "blue")
    asked(alice, named)
    with unit_of_work():
        db.session.execute(delete(Upload).where(Upload.key == named.rpartition("/")[2]))  # as of an old dump
        members = [db.session.get_one(Member, each.id) for each in (alice, bob)]
        for member, colour in zip(members, ("green", "white"), strict=True):
            avatars.upload(member, face(colour))
        avatars.use(members[0], "middle")
    before = kept()
    assert len(before) == 2 + 3 + 2  # in posts, sizes of one face, and pictures for a crop
    look(WEEK * 2)
    draft = avatars.draft_of(db.session.get_one(Member, bob.id))
    assert draft is not None
    assert len(kept()) == 2 + 3 + 1  # the one that was cropped waits for a job to go; it may go here
    assert {drafted.rpartition("/")[2], named.rpartition("/")[2], draft.name} < kept()


@pytest.mark.parametrize("name", ["ab" * 8 + ".png", "cd" * 8 + "-96.webp"])
def test_any_picture_that_nobody_has_goes(app: "Huzhu", name: str) -> None:
    storage = open_storage(site_settings().storage_url)
    assert isinstance(storage, FolderStorage)
    storage.write(name, b"a picture")
    look(WEEK * 2)
    assert kept() == set()


def test_what_was_never_written_to_its_end_goes_after_a_week(app: "Huzhu") -> None:
    storage = open_storage(site_settings().storage_url)
    assert isinstance(storage, FolderStorage)
    storage.write("ef" * 8 + ".png", b"a picture")
    begun = storage.root / "ef" / ".new-abcdefgh"
    begun.write_bytes(b"half a pict")
    look(WEEK - timedelta(hours=1))
    assert begun.exists()
    look(WEEK + timedelta(hours=1))
    assert not begun.exists()
