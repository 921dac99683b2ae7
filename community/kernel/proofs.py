"""Proofs that a kept page is still good: what its stamps say, in so few rows that it costs next to nothing.

On SQLite one writes at a time, so numbers are seen in their order and the greatest says all. On PostgreSQL a smaller
number may be seen after a greater one; but what was written by transactions that were over when the page was begun
is in the page, so a proof counts the stamps of later ones alone: none, mostly, however much was written before.
https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Select, bindparam, func, select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from community.kernel.db import db
from community.kernel.looks import SNAPSHOT, Look, Rows, look
from community.kernel.stamps import (
    ARTICLES,
    AWARDS,
    CAMPAIGNS,
    EVERYBODY,
    FOUND,
    LISTS,
    MEMBER,
    OWN,
    PEOPLE,
    SITE,
    THREAD,
    PageStamp,
)

SINCE: Final = "since"  # the first transaction whose stamps count
_OLDEST_OPEN: Final = "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"
_ON_SQLITE: Final = (
    "(SELECT coalesce(max(id), 0) FROM page_stamps WHERE kind = ? AND about {those} AND era = 0)"
)
_ON_POSTGRESQL: Final = (
    "(SELECT coalesce(sum(id) * 4096 + count(*), 0) FROM page_stamps"
    " WHERE kind = %(kind{at})s AND about = ANY(%(about{at})s) AND era >= %(since)s)"
)


@dataclass(frozen=True, slots=True)
class Stamped:
    """A proof of stamps alone: kinds, and what they are about."""

    parts: tuple[tuple[str, tuple[int, ...]], ...]

    def look(self, dialect: str) -> Look:
        """The statement that gives one number for each part, which changes with every stamp."""
        if dialect == "sqlite":
            asked = [
                _ON_SQLITE.format(those="= ?" if len(abouts) == 1 else f"IN ({', '.join('?' * len(abouts))})")
                for _kind, abouts in self.parts
            ]
            values = tuple(value for kind, abouts in self.parts for value in (kind, *abouts))
            return Look(f"SELECT {', '.join(asked)}", values)
        asked = [_ON_POSTGRESQL.format(at=at) for at in range(len(self.parts))]
        named: dict[str, Any] = {SINCE: 0}
        for at, (kind, abouts) in enumerate(self.parts):
            named |= {f"kind{at}": kind, f"about{at}": list(abouts)}
        return Look(f"SELECT {', '.join(asked)}", named)


Proof = Stamped | Select[Any]

# A standby does not tell which transactions are open there: what may be is taken for open.
_SEEN: Final = (
    "CASE WHEN pg_is_in_recovery() THEN concat(pg_snapshot_xmin(pg_current_snapshot()), ':',"
    " pg_snapshot_xmin(pg_current_snapshot()), ':') ELSE CAST(pg_current_snapshot() AS text) END"
)
_STAMPED_SINCE: Final = text(
    "SELECT EXISTS (SELECT 1 FROM page_stamps WHERE (kind, about) IN"
    " (SELECT * FROM unnest(CAST(:kinds AS varchar[]), CAST(:abouts AS integer[])))"
    " AND era >= CAST(CAST(pg_snapshot_xmin(CAST(:seen AS pg_snapshot)) AS text) AS bigint)"
    " AND NOT pg_visible_in_snapshot(CAST(CAST(era AS text) AS xid8), CAST(:seen AS pg_snapshot)))"
)


class Seen(FunctionElement[str]):
    """What a statement sees, as a column of it: for `stamped_since`."""

    inherit_cache = True


@compiles(Seen, "postgresql")
def _seen_on_postgresql(_element: Seen, _compiler: object, **_more: object) -> str:
    return _SEEN


@compiles(Seen, "sqlite")
def _seen_on_sqlite(_element: Seen, _compiler: object, **_more: object) -> str:
    return "NULL"  # a transaction sees the same from its first statement to its last


def seen_now(connection: Connection) -> str | None:
    """What is seen by whoever reads before the proof is known; None where that is all the same."""
    return None if connection.dialect.name == "sqlite" else connection.scalar(select(Seen()))


def stamped_since(seen: str, proof: Proof, member_id: int | None, connection: Connection) -> bool:
    """Whether anything was stamped after the statement that saw `seen`: of a list, what all pages bear."""
    parts = proof.parts if isinstance(proof, Stamped) else ((SITE, (0,)),)
    if member_id is not None:
        parts = (*parts, (OWN, _own(member_id)))
    pairs = [(kind, about) for kind, abouts in parts for about in abouts]
    asked = {"kinds": [kind for kind, _about in pairs], "abouts": [about for _kind, about in pairs]}
    return connection.scalar(_STAMPED_SINCE, {**asked, "seen": seen}) is True


def proof_of_site() -> Stamped:
    """The stamps that all pages bear."""
    return Stamped(((SITE, (0,)),))


def proof_of_all() -> Stamped:
    """The stamps of all questions together, and those that all pages bear: for `page_cache.keep_while`."""
    return Stamped(((LISTS, (0,)), (SITE, (0,))))


def proof_of_front(member_id: int | None) -> Stamped:
    """The same, and for members the stamps of what they wrote."""
    everyone = proof_of_all()
    return (
        everyone if member_id is None else replace(everyone, parts=(*everyone.parts, (MEMBER, (member_id,))))
    )


def proof_of(thread_id: int) -> Stamped:
    """The stamps of a thread, and those that all pages bear."""
    return Stamped(((THREAD, (thread_id,)), (SITE, (0,))))


def proof_of_member(member_id: int) -> Stamped:
    """The stamps of a member, and those that all pages bear."""
    return Stamped(((MEMBER, (member_id,)), (SITE, (0,))))


def proof_of_search() -> Stamped:
    """The stamps of the search index, and those that all pages bear."""
    return Stamped(((FOUND, (0,)), (SITE, (0,))))


def proof_of_people() -> Stamped:
    """The stamps of who there is and how much they answered, and those that all pages bear."""
    return Stamped(((PEOPLE, (0,)), (SITE, (0,))))


def proof_of_members(member_ids: Collection[int]) -> Stamped:
    """The stamps of several members."""
    return Stamped(((MEMBER, tuple(sorted(member_ids))),))


def proof_of_articles() -> Stamped:
    """The stamps of all articles together, and those that all pages bear."""
    return Stamped(((ARTICLES, (0,)), (SITE, (0,))))


def proof_of_awards() -> Stamped:
    """The stamps of badges and of who has them, and those that all pages bear."""
    return Stamped(((AWARDS, (0,)), (SITE, (0,))))


def proof_of_campaigns() -> Stamped:
    """The stamps of campaigns, and those that all pages bear."""
    return Stamped(((CAMPAIGNS, (0,)), (SITE, (0,))))


def proof_of_everything() -> Select[Any]:
    """All stamps there are: for a page that rests on most of what is written here."""
    return select(_number())


def stamps_of_member(member_id: Any) -> Any:
    """The number of a member's stamps, as a column of a statement of one's own that is a proof."""
    return _newest(MEMBER, member_id)


def proof_of_each(thread_ids: Collection[int]) -> Stamped:
    """The stamps of several threads."""
    return Stamped(((THREAD, tuple(sorted(thread_ids))),))


def beside(question_id: Any) -> tuple[Any, ...]:
    """The columns that make a list's own query a proof: the question, its stamps, and those that all pages bear."""
    return (question_id, _newest(THREAD, question_id), _newest(SITE, 0))


def with_own(proof: Proof, member_id: int) -> Proof:
    """The same for this member alone: with the stamps of what only they see."""
    if isinstance(proof, Stamped):
        return replace(proof, parts=(*proof.parts, (OWN, _own(member_id))))
    return proof.add_columns(_number(PageStamp.kind == OWN, PageStamp.about.in_(_own(member_id))))


def _own(member_id: int) -> tuple[int, int]:
    """What stamps of one's own are about: the member, and what each member's bell hangs on."""
    return EVERYBODY, member_id


@dataclass(frozen=True, slots=True)
class Begun:
    """A look, the rows that it gave when a page was begun, and the version of the database that it gave them at.

    The version is that of `looks`; None where none is told.
    """

    look: Look
    rows: Rows
    version: str | None = None


def begun(proof: Proof, connection: Connection) -> Begun:
    """What `proof` gives at the beginning of a page, and the look that gives the same until something is stamped."""
    dialect = connection.dialect
    asked = proof.look(dialect.name) if isinstance(proof, Stamped) else look(proof, dialect)
    if SINCE not in asked.values:
        return Begun(asked, asked.through(connection))
    counting = asked.sql.replace(f"%({SINCE})s", _OLDEST_OPEN)
    first = f"SELECT {_OLDEST_OPEN}, {SNAPSHOT}, found.* FROM ({counting}) AS found"  # noqa: S608 - our own
    rows = Look(first, asked.values).through(connection)
    since, version = rows[0][:2] if rows else (0, None)
    return Begun(Look(asked.sql, {**asked.values, SINCE: since}), tuple(row[2:] for row in rows), version)


def _newest(kind: str, about: Any) -> Any:
    """The same number as a column of a list's query."""
    return _number(PageStamp.kind == kind, PageStamp.about == about)


def _number(*stamped: Any) -> Any:
    if db.engine.dialect.name == "sqlite":
        # Without conditions, the greatest number is the end of the table itself.
        era = (PageStamp.era == 0,) if stamped else ()
        found = select(func.coalesce(func.max(PageStamp.id), 0)).where(*stamped, *era)
    else:
        later = PageStamp.era >= bindparam(SINCE, 0, BigInteger)
        found = select(func.coalesce(func.sum(PageStamp.id) * 4096 + func.count(), 0)).where(*stamped, later)
    return found.correlate_except(PageStamp).scalar_subquery()
