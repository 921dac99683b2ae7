"""The log notices every way of tampering with it, even by someone who mends the head in the database too."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.audit import guards, outside, services
from moderation.audit.checking import chain_breaches
from moderation.audit.models import AuditHead, ModerationLogEntry
from moderation.audit.rules import BEGINNING, Link, digest
from tests.conftest import both_databases
from tests.parallel import at_once

Entry = ModerationLogEntry


@pytest.fixture
def log(app: Flask, carol: Actor) -> None:
    for number in range(1, 6):
        with unit_of_work():
            services.record("review-approve", f"post:{number}", by=carol, reason="fine", data={"n": number})


def take_guards_away() -> None:
    """As somebody would who owns the database."""
    on = " ON moderation_log" if db.engine.dialect.name == "postgresql" else ""
    for name in guards.NAMES[db.engine.dialect.name]:
        db.session.execute(text(f"DROP TRIGGER {name}{on}"))


def put_guards_back() -> None:
    statements = guards.POSTGRESQL if db.engine.dialect.name == "postgresql" else guards.SQLITE
    for statement in statements:
        db.session.execute(text(statement))


def _swap() -> None:
    db.session.execute(update(Entry).where(Entry.number == 2).values(number=99))
    db.session.execute(update(Entry).where(Entry.number == 3).values(number=2))
    db.session.execute(update(Entry).where(Entry.number == 99).values(number=3))


def _double() -> None:
    for number in (5, 4):
        db.session.execute(update(Entry).where(Entry.number == number).values(number=number + 1))
    _copy(3, 4)


def _copy(number: int, to: int) -> None:
    row = db.session.execute(select(Entry.__table__).where(Entry.number == number)).mappings().one()
    db.session.execute(insert(Entry).values(**{**row, "number": to}))


TAMPERINGS: dict[str, Callable[[], object]] = {
    "change": lambda: db.session.execute(update(Entry).where(Entry.number == 3).values(reason="bad")),
    "change who": lambda: db.session.execute(update(Entry).where(Entry.number == 3).values(by_role="admin")),
    "delete in the middle": lambda: db.session.execute(delete(Entry).where(Entry.number == 3)),
    "cut the tail": lambda: db.session.execute(delete(Entry).where(Entry.number >= 4)),
    "empty": lambda: db.session.execute(delete(Entry)),
    "double": _double,
    "swap": _swap,
}


def mend_the_chain() -> None:
    """Number and sign everything anew, head and all: the best that can be done inside the database."""
    rows = db.session.execute(select(Entry.__table__).order_by(Entry.number)).mappings().all()
    db.session.execute(delete(Entry))
    number, previous = 0, BEGINNING
    for number, row in enumerate(rows, 1):
        values = {**row, "number": number, "previous": previous}
        made = digest(Link(**{**values, "hash": ""}))
        db.session.execute(insert(Entry).values(**{**values, "hash": made}))
        previous = made
    db.session.execute(update(AuditHead).values(number=number, hash=previous if number else ""))


@both_databases
def test_an_untouched_log_is_whole(app: Flask, log: None) -> None:
    assert chain_breaches() == []


@both_databases
@pytest.mark.parametrize("mended", [False, True], ids=["plainly", "and the chain mended"])
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_noticed(app: Flask, log: None, name: str, *, mended: bool) -> None:
    with unit_of_work():
        take_guards_away()
        TAMPERINGS[name]()
        if mended:
            mend_the_chain()
        put_guards_back()
    assert chain_breaches()


def test_a_copy_at_the_end_is_noticed(app: Flask, log: None) -> None:
    with unit_of_work():
        _copy(5, 6)
    assert chain_breaches()


@both_databases
def test_what_the_database_was_told_to_forget_stays(app: Flask, log: None) -> None:
    replace = text("INSERT OR REPLACE INTO moderation_log SELECT * FROM moderation_log WHERE number = 3")
    attempts: list[object] = [update(Entry).values(reason="bad"), delete(Entry)]
    attempts += [replace] if db.engine.dialect.name == "sqlite" else [text("TRUNCATE moderation_log")]
    for attempt in attempts:
        with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
            db.session.execute(attempt)  # type: ignore[call-overload]
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 5
    assert chain_breaches() == []


@both_databases
def test_a_guard_that_is_gone_is_missed(app: Flask, log: None) -> None:
    with unit_of_work():
        take_guards_away()
    assert len(chain_breaches()) == len(guards.NAMES[db.engine.dialect.name])


def test_a_crash_before_the_head_was_noted_is_no_breach(
    app: Flask, log: None, carol: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "advance", lambda _head: None)
    with unit_of_work():
        services.record("review-refuse", "post:6", by=carol)
    heads = outside.read()
    assert heads is not None
    assert heads[-1].number == 5
    assert chain_breaches() == []


def test_a_deed_that_was_undone_is_not_noted(app: Flask, log: None, carol: Actor) -> None:
    def undone() -> None:
        with unit_of_work():
            services.record("review-refuse", "post:6", by=carol)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    heads = outside.read()
    assert heads is not None
    assert heads[-1].number == 5
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 5


def _record(number: int, by: Actor) -> int:
    with unit_of_work():
        services.record("review-approve", f"post:{number}", by=by)
    return number


@both_databases
def test_acts_at_the_same_moment_make_one_chain(app: Flask, carol: Actor) -> None:
    at_once(app, [lambda number=each: _record(number, carol) for each in range(20)])
    assert chain_breaches() == []
    assert db.session.get_one(AuditHead, 1).number == 20
    heads = outside.read()
    assert heads is not None
    assert heads[-1].number == 20


def _touch_after_recording(number: int, by: Actor) -> int:
    """A deed that writes to the log first, and locks something that all others lock too only then."""
    with unit_of_work():
        if number % 2:
            services.record("review-approve", f"post:{number}", by=by)
        db.session.execute(text("UPDATE members SET display_name = 'C' WHERE name = 'carol'"))
        if not number % 2:
            services.record("review-approve", f"post:{number}", by=by)
    return number


@both_databases
def test_deeds_that_lock_other_things_in_another_order_do_not_wait_for_each_other(
    app: Flask, carol: Actor
) -> None:
    done = at_once(app, [lambda number=each: _touch_after_recording(number, carol) for each in range(20)])
    assert sorted(done) == list(range(20))  # type: ignore[type-var]
    assert chain_breaches() == []
