"""The log notices every way of tampering with it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.audit import services
from moderation.audit.models import AuditHead, ModerationLogEntry
from moderation.audit.queries import chain_breaches
from tests.conftest import both_databases
from tests.parallel import at_once

Entry = ModerationLogEntry


@pytest.fixture
def log(app: Flask, carol: Actor) -> None:
    for number in range(1, 6):
        with unit_of_work():
            services.record("review-approve", f"post:{number}", by=carol, reason="fine", data={"n": number})


def test_an_untouched_log_is_whole(log: None) -> None:
    assert chain_breaches(db.session()) == []


def _swap() -> None:
    db.session.execute(update(Entry).where(Entry.number == 2).values(number=99))
    db.session.execute(update(Entry).where(Entry.number == 3).values(number=2))
    db.session.execute(update(Entry).where(Entry.number == 99).values(number=3))


def _double() -> None:
    row = db.session.execute(select(Entry.__table__).where(Entry.number == 5)).mappings().one()
    db.session.execute(insert(Entry).values(**{**row, "number": 6}))


TAMPERINGS: dict[str, Callable[[], object]] = {
    "change": lambda: db.session.execute(update(Entry).where(Entry.number == 3).values(reason="bad")),
    "delete in the middle": lambda: db.session.execute(delete(Entry).where(Entry.number == 3)),
    "cut the tail": lambda: db.session.execute(delete(Entry).where(Entry.number == 5)),
    "empty": lambda: db.session.execute(delete(Entry)),
    "double": _double,
    "swap": _swap,
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_noticed(log: None, name: str) -> None:
    with unit_of_work():
        TAMPERINGS[name]()
    assert chain_breaches(db.session())


def _record(number: int, by: Actor) -> int:
    with unit_of_work():
        services.record("review-approve", f"post:{number}", by=by)
    return number


@both_databases
def test_acts_at_the_same_moment_make_one_chain(app: Flask, carol: Actor) -> None:
    at_once(app, [lambda number=each: _record(number, carol) for each in range(20)])
    assert chain_breaches(db.session()) == []
    assert db.session.get_one(AuditHead, 1).number == 20
