"""Looks at the database by the shortest way: the same rows, in no transaction, and never worse than the ordinary way."""

import os
import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, insert, select, text

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.looks import MOST_CONNECTIONS, SNAPSHOT, Look, Looker, Rows, _Line, look
from community.kernel.policy import Actor
from community.kernel.stamps import PageStamp
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import both_databases


@pytest.fixture
def looker(app: Flask) -> Looker:
    return Looker(db.engine)


def stamp(about: int) -> None:
    with unit_of_work():
        db.session.execute(insert(PageStamp).values(kind="thread", about=about, at=0))


@both_databases
def test_a_look_gives_what_the_statement_gives(looker: Looker, alice: Actor, bob: Actor) -> None:
    for statement in (
        select(Member.id, Member.name).where(Member.created_at < clock.now() + timedelta(days=1)),
        select(func.count()).where(Member.id.in_([alice.member_id, bob.member_id]), Member.role == "member"),
        select(Member.id).where(Member.name == "100 % of ':x"),
    ):
        asked = look(statement, db.engine.dialect)
        found = looker.rows(asked)
        assert found == asked.through(db.session.connection())
        assert found == tuple(tuple(row) for row in db.session.execute(statement))


@both_databases
def test_it_sees_each_commit_and_nothing_before(looker: Looker) -> None:
    asked = look(select(func.count()).select_from(PageStamp), db.engine.dialect)
    before = looker.rows(asked)
    assert before is not None
    with unit_of_work():
        db.session.execute(insert(PageStamp).values(kind="thread", about=1, at=0))
        assert looker.rows(asked) == before
    assert looker.rows(asked) == ((before[0][0] + 1,),)


def version() -> str:
    """What changes on PostgreSQL with each transaction of anybody on the server."""
    if db.engine.dialect.name != "postgresql":
        return ""
    with db.engine.connect() as connection:
        return str(connection.scalar(text(f"SELECT {SNAPSHOT}")))


@both_databases
def test_nothing_is_asked_twice_while_nobody_writes(looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either database tells whether anything was committed at all."""
    asked: list[Look] = []
    plain = _Line._asked

    def noting(line: _Line, cursor: object, look: Look) -> Rows:
        asked.append(look)
        return plain(line, cursor, look)

    monkeypatch.setattr(_Line, "_asked", noting)
    one, other = (
        look(select(func.count()).where(PageStamp.about == about), db.engine.dialect) for about in (1, 2)
    )
    for _try in range(50):  # who uses another database of the same server writes as well
        asked.clear()
        begun = version()
        for _turn in range(3):
            assert looker.rows(one) == looker.rows(other) == ((0,),)
        if begun == version():
            break
    assert asked in ([one, other], [])
    stamp(1)
    assert looker.rows(one) == ((1,),)
    assert looker.rows(other) == ((0,),)
    with unit_of_work():
        db.session.execute(insert(PageStamp).values(kind="thread", about=2, at=0))
        assert looker.rows(other) == ((0,),)
    assert looker.rows(other) == ((1,),)


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_an_older_transaction_that_ends_after_a_later_one_is_seen(looker: Looker) -> None:
    """Which number is the newest says nothing: what is still open counts as well."""
    asked = look(select(func.count()).select_from(PageStamp), db.engine.dialect)
    with db.engine.connect() as older, db.engine.connect() as oldest:
        for about, connection in ((1, oldest), (2, older)):
            connection.execute(insert(PageStamp).values(kind="thread", about=about, at=0))
        stamp(3)
        assert looker.rows(asked) == looker.rows(asked) == ((1,),)
        older.commit()
        assert looker.rows(asked) == ((2,),)
        oldest.commit()
        assert looker.rows(asked) == ((3,),)


@both_databases
def test_no_more_connections_than_a_few_and_none_is_kept_from_others(looker: Looker) -> None:
    asked = look(select(func.count()).select_from(PageStamp), db.engine.dialect)
    opened: list[object] = []
    event.listen(db.engine, "connect", lambda made, _record: opened.append(made))
    gate = threading.Barrier(20)
    found: list[object] = []

    def ask() -> None:
        gate.wait()
        found.extend(looker.rows(asked) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {each for each in found if each is not None} == {looker.rows(asked)}
    assert 1 <= len(opened) <= MOST_CONNECTIONS
    assert db.engine.pool.checkedout() <= 1  # type: ignore[attr-defined]  # at most that of the test itself


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_lost_connection_is_replaced(looker: Looker) -> None:
    asked = look(select(func.count()).select_from(PageStamp), db.engine.dialect)
    found = looker.rows(asked)
    with unit_of_work():
        db.session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert looker.rows(asked) is None, "whoever asks does so in the ordinary way"
    assert looker.rows(asked) == found


@both_databases
def test_a_child_of_a_fork_opens_its_own(looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = look(select(func.count()).select_from(PageStamp), db.engine.dialect)
    found = looker.rows(asked)
    (parents,) = looker._idle
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert looker.rows(asked) == found
    assert parents not in looker._idle
    looker.close()
    monkeypatch.undo()
    parents.connection.close()


def test_a_statement_that_fails_harms_nobody(looker: Looker) -> None:
    missing = look(text("SELECT 1 FROM nowhere"), db.engine.dialect)
    assert looker.rows(missing) is None
    stamp(7)
    assert looker.rows(look(select(PageStamp.about).where(PageStamp.about == 7), db.engine.dialect)) == (
        (7,),
    )
