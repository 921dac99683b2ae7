"""What was forgotten leaves SQLite's write-ahead log soon; nobody waits for that, and what is committed stays."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

import app as house
from community.accounts.models import Member
from community.kernel import journal, worker
from community.kernel.clock import now
from community.kernel.config import Settings
from community.kernel.db import BUSY_TIMEOUT_MS, db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work

WORDS = "a house behind the old mill"


def files_with_them(folder: Path) -> list[str]:
    return [each.name for each in sorted(folder.glob("huzhu.sqlite*")) if WORDS.encode() in each.read_bytes()]


def say(alice: Actor, words: str) -> None:
    with unit_of_work():
        db.session.get_one(Member, alice.id).bio_markdown = words


def test_words_that_were_taken_back_stand_in_no_file_after_the_next_look(
    app: Flask, alice: Actor, tmp_path: Path
) -> None:
    say(alice, WORDS)
    say(alice, "")
    assert files_with_them(tmp_path) == ["huzhu.sqlite-wal"]
    worker.tick(now())
    worker.tick(now())
    assert files_with_them(tmp_path) == []


@pytest.mark.parametrize("begin", ["BEGIN", "BEGIN IMMEDIATE"])
def test_whoever_reads_or_writes_is_not_waited_for(
    app: Flask, alice: Actor, tmp_path: Path, begin: str
) -> None:
    say(alice, WORDS)
    log = tmp_path / "huzhu.sqlite-wal"
    with db.engine.connect() as other:
        other.exec_driver_sql("SELECT count(*) FROM members")
        if begin != "BEGIN":
            other.exec_driver_sql("UPDATE members SET location = location")
        assert not journal.emptied(db.engine)
        assert log.stat().st_size > 0
        other.rollback()
    assert journal.emptied(db.engine)
    assert log.stat().st_size == 0
    with Session(db.engine) as session:
        assert session.get_one(Member, alice.id).bio_markdown == WORDS


def test_a_look_within_a_deed_ends_no_transaction(app: Flask, alice: Actor) -> None:
    """A demonstration is played in one, and its clock is looked at all the while."""
    with unit_of_work():
        db.session.get_one(Member, alice.id).bio_markdown = WORDS
        db.session.flush()
        for tick in app.extensions["huzhu_ticks"]:
            if tick.name == "journal":
                tick.run(now())
        assert db.session().in_transaction()
    db.session.rollback()
    assert db.session.get_one(Member, alice.id).bio_markdown == WORDS


def test_its_connection_waits_for_others_as_before(app: Flask) -> None:
    db.session.rollback()
    assert journal.emptied(db.engine)
    with db.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA busy_timeout")) == BUSY_TIMEOUT_MS


def test_commits_of_a_site_wait_for_the_disk_and_leave_nothing_in_free_pages(tmp_path: Path) -> None:
    """Asked of a site as it is run: that of the tests does not wait."""
    made = house.create_app(Settings(_env_file=None, data_dir=tmp_path, secret_key="s" * 40).prepared())
    with made.app_context():
        connections = [db.engine.connect() for _number in range(3)]
        for each in connections:
            assert each.scalar(text("PRAGMA synchronous")) == 2  # FULL
            assert each.scalar(text("PRAGMA secure_delete")) == 1
            assert each.scalar(text("PRAGMA journal_mode")) == "wal"
            assert each.scalar(text("PRAGMA busy_timeout")) == BUSY_TIMEOUT_MS
            each.close()
        db.engine.dispose()
