"""Whether the log is whole: its chain, its guards, and the head that is kept outside the database."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from community.imports.export import snapshot
from community.kernel import clock
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from moderation.audit import guards, outside, services
from moderation.audit.models import AuditHead, ModerationLogEntry
from moderation.audit.rules import Link, breaches

STEP: Final = 1_000
Entry: Final = ModerationLogEntry


def chain_breaches(_session: Session | None = None) -> list[str]:
    """A line for each place where the log was tampered with."""
    try:
        noted = outside.read()  # before the log: it can only have grown since
        spoilt = []
    except outside.Unreadable:
        noted = []
        spoilt = [
            f"moderation log: its head outside the database ({outside.path()}) was changed, or another secret signed it"
        ]
    with snapshot(db.engine) as connection:
        head = connection.execute(select(AuditHead.number, AuditHead.hash).where(AuditHead.id == 1)).first()
        number, digest = (head.number, head.hash) if head else (0, "")
        found = list(breaches(_links(connection), number, digest))
        unguarded = [f"moderation log: its guard {name} is gone" for name in guards.missing(connection)]
        beside = list(_disagreeing(connection, noted, number))
    return found + unguarded + spoilt + beside


def _links(connection: Connection) -> Iterator[Link]:
    columns: list[Any] = [
        Entry.number,
        Entry.at,
        Entry.by_id,
        Entry.act,
        Entry.subject,
        Entry.member_id,
        Entry.reason,
        Entry.data,
        Entry.previous,
        Entry.hash,
        Entry.by_role,
    ]
    query = select(*columns).order_by(Entry.number).execution_options(yield_per=STEP)
    for row in connection.execute(query).mappings():
        yield Link(**row)


def _disagreeing(connection: Connection, noted: list[outside.Head] | None, number: int) -> Iterator[str]:
    if noted is None:
        if number:
            yield (
                "moderation log: no head is kept outside the database, so a cut would go unnoticed; "
                f"{outside.path()} is missing"
            )
        return
    numbers = [head.number for head in noted]
    rows = connection.execute(select(Entry.number, Entry.hash).where(Entry.number.in_(numbers)))
    kept = {row.number: row.hash for row in rows}
    for head in noted:
        if kept.get(head.number) != head.hash:
            yield (
                f"moderation log: outside the database, entry {head.number} was noted on {head.at:%Y-%m-%d}; "
                + ("here it is another" if head.number in kept else "here it is missing")
            )


def catch_up() -> None:
    """Bring the head outside up to the log, if they agree; begin it where there is none."""
    head = _last()
    if head is None:
        return
    try:
        noted = outside.read()
    except outside.Unreadable:
        return
    if noted is None:
        _begin_late(head)
        return
    with db.engine.connect() as connection:
        agree = not list(_disagreeing(connection, noted[-1:], head.number))
    if agree:
        outside.advance(head)


def _begin_late(head: outside.Head) -> None:
    """Begin the file, and say so in the log itself: whoever takes it away does not do so in silence."""
    outside.begin(head)
    with unit_of_work():
        services.record("log-anchored", "log:head", by=None, data={"number": head.number})


def begin_anew() -> None:
    """The log here was brought back from a copy: what was noted outside belongs to another life."""
    head = _last()
    if head is not None:
        outside.begin(head)
    elif outside.path().exists():
        outside.put_aside()


def _last() -> outside.Head | None:
    with db.engine.connect() as connection:
        row = connection.execute(
            select(Entry.number, Entry.hash).order_by(Entry.number.desc()).limit(1)
        ).first()
    return outside.Head(row.number, row.hash, clock.now()) if row else None
