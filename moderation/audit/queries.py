"""Reading the log."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select

from community.kernel.cells import defused
from community.kernel.db import db
from moderation.audit.models import ModerationLogEntry

STEP: Final = 1_000
COLUMNS: Final = tuple(column.name for column in ModerationLogEntry.__table__.columns)


def acts_on(subject: str) -> list[ModerationLogEntry]:
    """What was done to one thing, oldest first."""
    return list(
        db.session.scalars(
            select(ModerationLogEntry)
            .where(ModerationLogEntry.subject == subject)
            .order_by(ModerationLogEntry.number)
        )
    )


def is_said(subject: str, by_id: int | None, since: datetime) -> bool:
    """Whether the log tells of a decision of the queue about this thing, by the same person, since then."""
    query = select(ModerationLogEntry.number).where(
        ModerationLogEntry.subject == subject,
        ModerationLogEntry.by_id == by_id,
        ModerationLogEntry.at >= since,
        ModerationLogEntry.act.like("review-%"),
    )
    return db.session.scalar(query.limit(1)) is not None


def last_number() -> int:
    """How many entries the log has."""
    return db.session.scalar(select(func.max(ModerationLogEntry.number))) or 0


def latest(number: int) -> list[ModerationLogEntry]:
    """The last entries, the newest first."""
    query = select(ModerationLogEntry).order_by(ModerationLogEntry.number.desc()).limit(number)
    return list(db.session.scalars(query))


def all_entries() -> Iterator[ModerationLogEntry]:
    """The whole log, oldest first."""
    return each(select(ModerationLogEntry))


def each(query: Select[ModerationLogEntry]) -> Iterator[ModerationLogEntry]:
    """What `query` finds, oldest first, read in steps."""
    ordered = query.order_by(ModerationLogEntry.number)
    yield from db.session.scalars(ordered.execution_options(yield_per=STEP))


def plain(entry: ModerationLogEntry) -> dict[str, Any]:
    """An entry as JSON knows it, with what its hash covers."""
    values = {name: getattr(entry, name) for name in COLUMNS}
    return values | {"at": entry.at.isoformat(timespec="microseconds")}


def cells(entry: ModerationLogEntry) -> list[str]:
    """An entry as cells of a spreadsheet, none of which a program takes for a formula."""
    values = plain(entry) | {"data": json.dumps(entry.data, ensure_ascii=False, sort_keys=True)}
    return [defused("" if value is None else str(value)) for value in values.values()]
