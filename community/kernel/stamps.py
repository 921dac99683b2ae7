"""Stamps on what pages show: rows that come in the very transaction that changes a thread, whoever changes it.

A page that is kept is good as long as its stamps are the same. Triggers of the database write them, so that no deed,
bulk statement or import can forget to; they only insert, so that nobody waits for anybody.
"""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    Integer,
    delete,
    event,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from community.kernel import mirrors, picture_places
from community.kernel.db import PASSING, Base, Model, db, table_of
from community.kernel.unit_of_work import unit_of_work

THREAD: Final = "thread"  # one question with all that stands beneath it
LISTS: Final = "lists"  # all questions: what stands on the front page
MEMBER: Final = "member"  # one member with all that they wrote
FOUND: Final = "found"  # the search index: what is written to it is found from then on
OWN: Final = "own"  # what only one member sees: their bell, their stars and drafts, what they may
SITE: Final = "site"  # what many pages show and what changes seldom: names, announcements, what is listed
PEOPLE: Final = "people"  # who there is, and how much each has answered
ARTICLES: Final = "articles"  # all articles
AWARDS: Final = "awards"  # who has which badge, which there are, and how many have ever written
CAMPAIGNS: Final = "campaigns"  # campaigns, and what counts in them that no other stamp tells of
EVERYBODY: Final = 0  # OWN about it: each member may see less now, or more, of what they alone see
KEPT_FOR: Final = timedelta(minutes=15)  # longer than any page is kept, and than any transaction takes


class ThisTransaction(FunctionElement[int]):
    """The number of the running transaction."""

    inherit_cache = True


@compiles(ThisTransaction, "postgresql")
def _on_postgresql(_element: ThisTransaction, _compiler: object, **_more: object) -> str:
    return "CAST(CAST(pg_current_xact_id() AS text) AS bigint)"


@compiles(ThisTransaction, "sqlite")
def _on_sqlite(_element: ThisTransaction, _compiler: object, **_more: object) -> str:
    return "0"


class PageStamp(Model):
    """Something was changed. A number never comes again, also where all older rows are gone."""

    __tablename__ = "page_stamps"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str]
    about: Mapped[int]
    at: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))  # seconds since 1970
    # The transaction that wrote it, where several write at once; 0 on SQLite, where numbers come in order.
    era: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), server_default=ThisTransaction()
    )

    __table_args__: Any = (
        Index("ix_page_stamps_about", "kind", "about", "era", "id"),
        {"info": {PASSING: True}, "sqlite_autoincrement": True},
    )


@dataclass(frozen=True, slots=True)
class Watch:
    """Which rows of a table are stamped as what; `abouts` are SQL expressions in which `{row}` is the row.

    With `columns`, only a change of one of them counts, or the row's end; without `new`, a new row does not, as it
    shows nowhere until something that is stamped names it.
    """

    table: str
    kind: str
    abouts: tuple[str, ...]
    columns: tuple[str, ...]
    new: bool

    @property
    def name(self) -> str:
        return f"stamp_{self.kind}_{self.table}"

    def bump(self, row: str, unless: str | None = None) -> str:
        """Stamp what `row` belongs to, unless `unless` belongs to the same."""
        made = ""
        for about in self.abouts:
            each = about.format(row=row)
            other = f" AND {each} <> {about.format(row=unless)}" if unless else ""
            made += (
                f"INSERT INTO page_stamps (kind, about, at) SELECT '{self.kind}', {each}, {{now}} "
                f"WHERE {each} IS NOT NULL{other}; "
            )
        return made

    @property
    def deeds(self) -> dict[str, str]:
        """What is done when: the clause of a trigger and its body."""
        of = f" OF {', '.join(self.columns)}" if self.columns else ""
        inserted = {"INSERT": self.bump("NEW")} if self.new else {}
        changed = self.bump("NEW") + self.bump("OLD", unless="NEW")
        return {**inserted, f"UPDATE{of}": changed, "DELETE": self.bump("OLD")}

    def on_sqlite(self) -> dict[str, list[str]]:
        """The statements that make each trigger, by its name."""
        return {
            name: [
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} AFTER {clause} ON {self.table} BEGIN {body.format(now=_SQLITE_NOW)} END",
            ]
            for name, clause, body in (
                (f"{self.name}_{clause.split()[0].lower()}", clause, body)
                for clause, body in self.deeds.items()
            )
        }

    def on_postgresql(self) -> dict[str, list[str]]:
        """The same, with one function for the table."""
        name, clauses = self.name, " OR ".join(self.deeds)
        cases = " ".join(
            f"IF TG_OP = '{clause.split()[0]}' THEN {body.format(now=_POSTGRESQL_NOW)}END IF;"
            for clause, body in self.deeds.items()
        )
        body = f"BEGIN {cases} RETURN NULL; END"
        return {
            name: [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
                f"DROP TRIGGER IF EXISTS {name} ON {self.table}",
                f"CREATE TRIGGER {name} AFTER {clauses} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ]
        }


_SQLITE_NOW: Final = "CAST(strftime('%s', 'now') AS INTEGER)"
_POSTGRESQL_NOW: Final = "CAST(extract(epoch FROM clock_timestamp()) AS bigint)"
_watches: Final[dict[tuple[str, str], Watch]] = {}


def watch(
    model: type[Any], kind: str, *abouts: str, columns: tuple[str, ...] = (), new: bool | None = None
) -> None:
    """Stamp the rows of `model`: see `Watch`. New ones, unless said otherwise, where all columns count."""
    table = table_of(model).name
    _watches[table, kind] = Watch(table, kind, abouts, columns, new=not columns if new is None else new)


def watched() -> frozenset[str]:
    """The tables whose changes are stamped."""
    return frozenset(table for table, _kind in _watches)


def forget(_now: datetime) -> None:
    """Let go of stamps that no page can still be compared with.

    By the machine's clock, not by the moment that a tick is told to believe in: pages are kept by that one.
    """
    with unit_of_work():
        db.session.execute(delete(PageStamp).where(PageStamp.at < time.time() - KEPT_FOR.total_seconds()))


def _triggers(dialect: str) -> dict[str, list[str]]:
    made = mirrors.triggers(dialect) | picture_places.triggers(dialect)
    for _name, each in sorted(_watches.items()):
        made |= each.on_sqlite() if dialect == "sqlite" else each.on_postgresql()
    return made


def missing(connection: Connection) -> list[str]:
    """The triggers that are not there, or switched off: a table that was made anew has lost its own."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal"
    present = set(connection.scalars(text(query)))
    return sorted(_triggers(connection.dialect.name).keys() - present)


def names(connection: Connection) -> list[str]:
    """Every trigger that there should be."""
    return list(_triggers(connection.dialect.name))


def install(connection: Connection, only: Collection[str] | None = None) -> None:
    """Make every trigger anew, or `only` those named, as the code of today describes it."""
    for name, statements in _triggers(connection.dialect.name).items():
        if only is None or name in only:
            for statement in statements:
                connection.exec_driver_sql(statement)


@contextmanager
def switched_off(connection: Connection) -> Iterator[None]:
    """Let nothing be stamped while very many rows come in, within the running transaction.

    Whoever does this stamps at the end (`raise_all`) that there is more than there was; if it fails, the transaction
    must be rolled back, and the triggers are there as before.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    for each in _watches.values():
        for name in each.on_sqlite() if on_sqlite else each.on_postgresql():
            connection.exec_driver_sql(
                f"DROP TRIGGER IF EXISTS {name}" + ("" if on_sqlite else f" ON {each.table}")
            )
    yield
    install(connection)


def raise_found() -> None:
    """Make every kept page of what was found too old at once."""
    db.session.add(PageStamp(kind=FOUND, about=0, at=int(time.time())))


def raise_all() -> None:
    """Make every kept page of lists, and all that say what the site holds, too old at once."""
    db.session.add_all(PageStamp(kind=kind, about=0, at=int(time.time())) for kind in (LISTS, SITE))


@event.listens_for(Base.metadata, "after_create")
def _tables_made(_metadata: object, connection: Connection, **_more: object) -> None:
    install(connection)
