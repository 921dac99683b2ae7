"""Proofs that a kept page is still good: what its stamps say, in so few rows that it costs next to nothing.

On SQLite one writes at a time, so numbers are seen in their order and the greatest says all. On PostgreSQL a smaller
number may be seen after a greater one; but what was written by transactions that were over when the page was begun
is in the page, so a proof counts the stamps of later ones alone: none, mostly, however much was written before.
https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
"""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Select, bindparam, func, select

from community.kernel.db import db
from community.kernel.looks import Look, Rows, look
from community.kernel.stamps import FOUND, LISTS, MEMBER, OWN, SITE, THREAD, PageStamp

SINCE: Final = "since"  # the first transaction whose stamps count
_OLDEST_OPEN: Final = "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"


def proof_of_all() -> Select[Any]:
    """The stamps of all questions together, and those that all pages bear: for `page_cache.keep_while`."""
    return select(_newest(LISTS, 0), _newest(SITE, 0))


def proof_of(thread_id: int) -> Select[Any]:
    """The stamps of a thread, and those that all pages bear."""
    return select(_newest(THREAD, thread_id), _newest(SITE, 0))


def proof_of_member(member_id: int) -> Select[Any]:
    """The stamps of a member, and those that all pages bear."""
    return select(_newest(MEMBER, member_id), _newest(SITE, 0))


def beside(question_id: Any) -> tuple[Any, ...]:
    """The columns that make a list's own query a proof: the question, its stamps, and those that all pages bear."""
    return (question_id, _newest(THREAD, question_id), _newest(SITE, 0))


def proof_of_search() -> Select[Any]:
    """The stamps of the search index, and those that all pages bear."""
    return select(_newest(FOUND, 0), _newest(SITE, 0))


def proof_of_each(thread_ids: Collection[int]) -> Select[Any]:
    """The stamps of several threads."""
    return select(_newest(THREAD, *thread_ids))


def proof_of_front(member_id: int | None) -> Select[Any]:
    """The stamps of all questions together, those that all pages bear, and for members those of what they wrote."""
    if member_id is None:
        return proof_of_all()
    return proof_of_all().add_columns(_newest(MEMBER, member_id))


def own(member_id: int) -> Any:
    """A column that makes a proof one for this member alone: the stamps of what only they see."""
    return _newest(OWN, member_id)


def begun(proof: Select[Any], connection: Connection) -> tuple[Look, Rows]:
    """What `proof` gives at the beginning of a page, and the look that gives the same until something is stamped."""
    asked = look(proof, connection.dialect)
    if SINCE not in asked.values:
        return asked, asked.through(connection)
    counting = asked.sql.replace(f"%({SINCE})s", _OLDEST_OPEN)
    first = Look(f"SELECT {_OLDEST_OPEN}, found.* FROM ({counting}) AS found", asked.values)  # noqa: S608 - our own
    rows = first.through(connection)
    since = rows[0][0] if rows else 0
    return Look(asked.sql, {**asked.values, SINCE: since}), tuple(row[1:] for row in rows)


def _newest(kind: str, about: Any, *others: int) -> Any:
    """One number that changes with every stamp."""
    those = PageStamp.about.in_([about, *others]) if others else PageStamp.about == about
    stamped = (PageStamp.kind == kind, those)
    if db.engine.dialect.name == "sqlite":
        found = select(func.coalesce(func.max(PageStamp.id), 0)).where(*stamped, PageStamp.era == 0)
    else:
        later = PageStamp.era >= bindparam(SINCE, 0, BigInteger)
        found = select(func.coalesce(func.sum(PageStamp.id) * 4096 + func.count(), 0)).where(*stamped, later)
    return found.correlate_except(PageStamp).scalar_subquery()
