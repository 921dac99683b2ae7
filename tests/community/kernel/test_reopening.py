"""A SQLite file that could only be read when a process opened it: once it can be written to, that process writes."""

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.exc import OperationalError

from community.kernel.db import engine_options, take_sqlite_in_hand
from community.kernel.looks import Looker, look
from community.kernel.reopening import FileConnection, sqlite_driver

# Another process, as on every site: it has the file open for writing, and its `-shm` with it.
OTHER = """
import sys
from community.kernel.reopening import sqlite_driver
connection = sqlite_driver.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("CREATE TABLE things (name TEXT)")
print("there", flush=True)
sys.stdin.read()
"""


class Disk:
    """What an engine opens its file on; `is_closed` says whether that is to be read only."""

    is_closed = True

    def open(
        self, _dialect: object, _record: object, where: Any, given: dict[str, Any]
    ) -> FileConnection | None:
        if self.is_closed:
            return sqlite_driver.connect(f"file:{where[0]}?readonly_shm=1", uri=True, **given)  # type: ignore[no-any-return]
        return None


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "site.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", OTHER, made], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "there\n"
        yield made
        other.communicate()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def engine(file: Path, disk: Disk) -> Iterator[Engine]:
    url = f"sqlite:///{file}"
    made = create_engine(url, **engine_options(url))
    take_sqlite_in_hand(made)
    event.listen(made, "do_connect", disk.open)
    yield made
    made.dispose()


def read(connection: Connection) -> int:
    return len(connection.execute(text("SELECT name FROM things")).all())


def write(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO things VALUES ('kettle')"))


def test_idle_connections_do_not_keep_a_process_from_writing(engine: Engine, disk: Disk) -> None:
    looker = Looker(engine)
    with engine.connect() as one, engine.connect() as other:
        assert read(one) == read(other) == 0
    assert looker.rows(look(select(text("1")), engine.dialect)) == ((1,),)
    disk.is_closed = False
    with pytest.raises(OperationalError, match="readonly"):
        write(engine)
    for _turn in range(3):
        write(engine)
    assert looker.rows(look(select(text("count(*) FROM things")), engine.dialect)) == ((3,),)


def test_statements_that_run_are_waited_for(engine: Engine, disk: Disk) -> None:
    begun, goes_on = threading.Event(), threading.Event()
    found: list[int] = []

    def read_slowly() -> None:
        with engine.connect() as connection:
            read(connection)
            begun.set()
            goes_on.wait(10)
            found.append(read(connection))

    reader = threading.Thread(target=read_slowly)
    reader.start()
    assert begun.wait(10)
    disk.is_closed = False
    with pytest.raises(OperationalError, match="readonly"):
        write(engine)
    threading.Timer(0.2, goes_on.set).start()
    write(engine)
    reader.join()
    assert found == [0]


def test_who_holds_an_old_connection_opens_another(engine: Engine, disk: Disk) -> None:
    """Waiting has an end; then one writing more is refused, and the next one is not."""
    with engine.connect() as old:
        read(old)
        disk.is_closed = False
        for _turn in range(2):
            with pytest.raises(OperationalError, match="readonly"):
                write(engine)
    write(engine)


def test_what_is_given_back_as_all_is_given_up_is_closed_as_well(engine: Engine, disk: Disk) -> None:
    """Then it lies in the pool of before, where nobody looks: the process would not write until it was let go."""
    turns: list[int] = []

    def give_up(*_given: object) -> None:
        turns.append(1)
        if len(turns) == 1:
            disk.is_closed = False
            with pytest.raises(OperationalError, match="readonly"):
                write(engine)

    with engine.connect() as one:
        read(one)
        event.listen(engine, "checkin", give_up)  # after ours: between its look and the pool
    write(engine)
    assert turns


def test_one_that_an_error_holds_in_a_circle_is_let_go(engine: Engine, disk: Disk) -> None:
    gc.disable()
    try:
        lost: list[Any] = [engine.connect()]
        read(lost[0])
        lost[0].detach()
        lost.append(lost)
        disk.is_closed = False
        with pytest.raises(OperationalError, match="readonly"):
            write(engine)
        del lost
        write(engine)
    finally:
        gc.enable()


def test_while_the_file_cannot_be_written_to_nothing_is_thrown_away(
    engine: Engine, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.kernel.reopening.os.access", lambda *_given: False)
    with engine.connect() as kept:
        mine = kept.connection.dbapi_connection
    with engine.connect() as kept:
        read(kept)
        with pytest.raises(OperationalError, match="readonly"):
            write(engine)
    assert isinstance(mine, FileConnection)
    assert not mine.is_closed
    assert disk.is_closed
