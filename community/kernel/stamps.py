"""Stamps on what pages show: numbers that grow in the very transaction that changes a thread, whoever changes it.

A page that is kept is good as long as its stamps are what they were. Triggers of the database write them, so that no
deed, bulk statement or import can forget to.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Connection, Executable, Table, and_, event, select, text, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import PASSING, Base, Model

THREAD: Final = "thread"  # one question with all that stands beneath it
LISTS: Final = (
    "lists"  # all questions: what stands in lists and on the front page, in parts, so that few wait for few
)
PARTS: Final = 64
MEMBER: Final = "member"  # one member with all that they wrote
SITE: Final = (
    "site"  # what many pages show, and what changes seldom: names of members, of tags, announcements
)


class PageStamp(Model):
    """How often something was changed. Rows stay for ever: a number never comes again."""

    __tablename__ = "page_stamps"

    kind: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]

    __table_args__: Any = ({"info": {PASSING: True}},)


@dataclass(frozen=True, slots=True)
class Watch:
    """Which rows of a table are stamped as what; `abouts` are SQL expressions in which `{row}` is the row.

    With `columns`, only a change of one of them counts, or the row's end: a new row shows nowhere until
    something that is stamped names it.
    """

    table: str
    kind: str
    abouts: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"stamp_{self.kind}_{self.table}"

    def bump(self, row: str, unless: str | None = None) -> str:
        """Raise the numbers of what `row` belongs to, unless `unless` belongs to the same."""
        made = ""
        for about in self.abouts:
            each = about.format(row=row)
            other = f" AND {each} <> {about.format(row=unless)}" if unless else ""
            made += (
                f"INSERT INTO page_stamps (kind, about, version) SELECT '{self.kind}', {each}, 1 "
                f"WHERE {each} IS NOT NULL{other} "
                "ON CONFLICT (kind, about) DO UPDATE SET version = page_stamps.version + 1; "
            )
        return made

    @property
    def deeds(self) -> dict[str, str]:
        """What is done when: the clause of a trigger and its body."""
        of = f" OF {', '.join(self.columns)}" if self.columns else ""
        inserted = {} if self.columns else {"INSERT": self.bump("NEW")}
        changed = self.bump("NEW") + self.bump("OLD", unless="NEW")
        return {**inserted, f"UPDATE{of}": changed, "DELETE": self.bump("OLD")}

    def on_sqlite(self) -> dict[str, list[str]]:
        """The statements that make each trigger, by its name."""
        return {
            name: [
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} AFTER {clause} ON {self.table} BEGIN {body} END",
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
            f"IF TG_OP = '{clause.split()[0]}' THEN {body}END IF;" for clause, body in self.deeds.items()
        )
        body = f"BEGIN {cases} RETURN NULL; END"
        return {
            name: [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
                f"DROP TRIGGER IF EXISTS {name} ON {self.table}",
                f"CREATE TRIGGER {name} AFTER {clauses} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            ]
        }


_watches: Final[dict[tuple[str, str], Watch]] = {}


def watch(model: type[Any], kind: str, *abouts: str, columns: tuple[str, ...] = ()) -> None:
    """Stamp the rows of `model`: see `Watch`."""
    table = cast("Table", model.__table__).name
    _watches[table, kind] = Watch(table, kind, abouts, columns)


def proof_of_all() -> Executable:
    """The stamps of all questions together, and the one that all pages bear."""
    return (
        select(PageStamp.kind, PageStamp.about, PageStamp.version)
        .where(PageStamp.kind.in_([SITE, LISTS]))
        .order_by(PageStamp.kind, PageStamp.about)
    )


def beside(question_id: Any) -> tuple[tuple[Any, Any], tuple[Any, ...]]:
    """For a list's own query: what to join from the left and on what, and the columns that make it a proof."""
    site = select(PageStamp.version).filter_by(kind=SITE, about=0).scalar_subquery()
    on = and_(PageStamp.kind == THREAD, PageStamp.about == question_id)
    return (PageStamp, on), (question_id, PageStamp.version, site)


def proof_of(*thread_ids: int) -> Executable:
    """The stamps of threads, and the one that all pages bear: for `page_cache.keep_while`."""
    return _proof((THREAD, each) for each in thread_ids)


def proof_of_member(member_id: int) -> Executable:
    """The stamp of a member, and the one that all pages bear."""
    return _proof([(MEMBER, member_id)])


def _proof(about: Iterable[tuple[str, int]]) -> Executable:
    return (
        select(PageStamp.kind, PageStamp.about, PageStamp.version)
        .where(tuple_(PageStamp.kind, PageStamp.about).in_([(SITE, 0), *about]))
        .order_by(PageStamp.kind, PageStamp.about)
    )


def _triggers(dialect: str) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
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


def install(connection: Connection) -> None:
    """Make every trigger anew, as the code of today describes it."""
    for statements in _triggers(connection.dialect.name).values():
        for statement in statements:
            connection.exec_driver_sql(statement)


@contextmanager
def switched_off(connection: Connection) -> Iterator[None]:
    """Let nothing be stamped while very many rows come in, within the running transaction.

    Whoever does this raises at the end what the rows belong to (`raise_all`); if it fails, the transaction must be
    rolled back, and the triggers are there as before.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    for each in _watches.values():
        for name in each.on_sqlite() if on_sqlite else each.on_postgresql():
            connection.exec_driver_sql(
                f"DROP TRIGGER IF EXISTS {name}" + ("" if on_sqlite else f" ON {each.table}")
            )
    yield
    install(connection)


def raise_all(connection: Connection, kind: str, about: str, table: str) -> None:
    """Raise the numbers of this kind of all rows of a table at once; `about` is an SQL expression."""
    connection.exec_driver_sql(
        f"INSERT INTO page_stamps (kind, about, version) SELECT DISTINCT '{kind}', {about}, 1 FROM {table} "  # noqa: S608
        "WHERE true ON CONFLICT (kind, about) DO UPDATE SET version = page_stamps.version + 1"
    )


@event.listens_for(Base.metadata, "after_create")
def _tables_made(_metadata: object, connection: Connection, **_more: object) -> None:
    install(connection)
