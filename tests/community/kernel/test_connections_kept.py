"""Of the connections to an embedded database those that were needed once do not all fill up."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import StaticPool

from community.kernel.db import _keep_journal, engine_options
from community.kernel.reopening import sqlite_driver


def test_the_connection_used_last_is_used_next(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'site.sqlite'}"
    engine = create_engine(url, **engine_options(url))
    with engine.connect(), engine.connect(), engine.connect():
        pass
    used = set()
    for _visit in range(6):
        with engine.connect() as connection:
            used.add(id(connection.connection.dbapi_connection))
    engine.dispose()
    assert len(used) == 1


def test_a_database_in_memory_has_one_connection_anyway() -> None:
    url = "sqlite:///:memory:"
    engine = create_engine(url, poolclass=StaticPool, **engine_options(url))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_a_file_that_another_has_just_opened_as_well_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that open a new file at once both change how its journal is kept, and SQLite refuses one without waiting."""
    file = str(tmp_path / "site.sqlite")
    with (
        closing(sqlite_driver.connect(file)) as other,
        closing(sqlite_driver.connect(file, timeout=0)) as ours,
    ):
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr("community.kernel.db.time.sleep", lambda _seconds: other.rollback())
        _keep_journal(ours.cursor(), "WAL")
        assert ours.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
