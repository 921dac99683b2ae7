"""A proof changes with each stamp that is committed, in whatever order, and does not add up all that was before."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, text

from community.kernel import proofs, stamps
from community.kernel.db import db
from community.kernel.looks import Look, Looker
from community.kernel.stamps import PageStamp
from tests.conftest import both_databases

PROOF = {
    "all": (stamps.LISTS, 0),
    "thread": (stamps.THREAD, 7),
    "site": (stamps.SITE, 0),
    "member": (stamps.MEMBER, 7),
}
OTHERS = [(stamps.THREAD, 8), (stamps.MEMBER, 8), (stamps.OWN, 7)]
on_postgresql = pytest.mark.parametrize(
    "app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def stamp(connection: Connection, kind: str, about: int, times: int = 1) -> None:
    connection.execute(insert(PageStamp), [{"kind": kind, "about": about, "at": 0}] * times)


def begun(name: str) -> tuple[Look, Any]:
    made = {
        "all": proofs.proof_of_all(),
        "site": proofs.proof_of_all(),
        "thread": proofs.proof_of(7),
        "member": proofs.proof_of_member(7),
    }
    with db.engine.connect() as connection:
        found = proofs.begun(made[name], connection)
    return found.look, found.rows


@both_databases
@pytest.mark.parametrize("name", PROOF)
def test_each_stamp_changes_it_and_no_other(app: Flask, name: str) -> None:
    looker = Looker(db.engine)
    with db.engine.begin() as connection:
        stamp(connection, *PROOF[name], times=50)
    look, rows = begun(name)
    assert looker.rows(look) == rows
    for other in OTHERS:
        with db.engine.begin() as connection:
            stamp(connection, *other)
    assert looker.rows(look) == rows
    seen = {rows}
    for _ in range(3):
        with db.engine.begin() as connection:
            stamp(connection, *PROOF[name])
        now = looker.rows(look)
        assert now is not None
        assert now not in seen
        seen.add(now)


@on_postgresql
def test_a_stamp_that_was_written_before_and_is_committed_after_counts(app: Flask) -> None:
    looker = Looker(db.engine)
    with db.engine.connect() as early, db.engine.connect() as late:
        stamp(early, stamps.THREAD, 7)
        stamp(late, stamps.THREAD, 7)
        late.commit()
        look, rows = begun("thread")
        assert looker.rows(look) == rows
        early.commit()
        assert looker.rows(look) != rows


@on_postgresql
def test_a_stamp_of_a_savepoint_counts(app: Flask) -> None:
    looker = Looker(db.engine)
    with db.engine.connect() as early:
        early.execute(text("SELECT pg_current_xact_id()"))
        look, rows = begun("thread")
        with early.begin_nested():
            stamp(early, stamps.THREAD, 7)
        early.commit()
        assert looker.rows(look) != rows


@on_postgresql
def test_what_was_over_before_is_not_looked_at_again(app: Flask) -> None:
    with db.engine.begin() as connection:
        stamp(connection, stamps.LISTS, 0, times=5_000)
        connection.execute(text("ANALYZE page_stamps"))
    look, _rows = begun("all")
    assert look.values[proofs.SINCE] > 0
    later = {**look.values, proofs.SINCE: 2**40}  # others on this server hold the oldest transaction back
    with db.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {look.sql}", later).scalar_one()
    read: list[tuple[str, float]] = []

    def walk(node: dict[str, Any]) -> None:
        if node.get("Relation Name") == "page_stamps":
            rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read.append((node.get("Index Name", ""), rows))
        for each in node.get("Plans", []):
            walk(each)

    walk(plan[0]["Plan"])
    assert read == [("ix_page_stamps_about", 0)] * 2
