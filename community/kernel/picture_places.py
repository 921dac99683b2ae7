"""Where stored pictures stand: a row for each text and each picture named in it, written by triggers of the database.

So no deed, bulk statement or import can forget to, and who may see a picture is asked without reading any text.
The triggers stand beside those of stamps, which see to it that they are there (`stamps.py`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Engine, Index, Integer, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from community.kernel.db import PASSING, Model, table_of
from community.kernel.storage import NAME, UPLOADS

# ruff: noqa: S608 - names from our own tables alone

AT_ONCE: Final = 20_000  # rows whose words are read in one transaction, when rows are made true
_NAMED: Final = re.compile(re.escape(UPLOADS) + f"({NAME})")


class PicturePlace(Model):
    """The picture `key` is named in the words of the row `row_id` of the table `place`.

    `about` is what says who may read that row: the post of a revision, say. Exports leave this table out, since
    the texts bring it back.
    """

    __tablename__ = "picture_places"

    place: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))

    __table_args__: Any = (Index("ix_picture_places_key", "key", "place", "about"), {"info": {PASSING: True}})


@dataclass(frozen=True, slots=True)
class Place:
    """A table whose `columns` may name pictures; its column `about` says what the words belong to."""

    table: str
    columns: tuple[str, ...]
    about: str

    @property
    def name(self) -> str:
        return f"pictures_{self.table}"

    def words(self, row: str) -> str:
        """All words of `row` as one text."""
        return " || ' ' || ".join(f"coalesce(CAST({row}.{each} AS text), '')" for each in self.columns)

    def rows(self, row: str, dialect: str, source: str = "") -> str:
        """A statement that adds what `row` names; of all rows of the table where `source` names it."""
        others = f"{source}, " if source else ""
        of = f"'{self.table}', {row}.id"
        into = "INSERT INTO picture_places (place, row_id, key, about)"
        if dialect == "postgresql":
            pieces = f"regexp_matches({self.words(row)}, '{UPLOADS}({NAME})', 'g') AS piece"
            return (
                f"{into} SELECT DISTINCT {of}, piece[1], {row}.{self.about} FROM {others}{pieces} WHERE true"
            )
        # Cut at each address: every piece but the first begins with a name.
        cut = f"replace(json_quote({self.words(row)}), '{UPLOADS}', '\",\"')"
        dot = "instr(piece.value, '.')"
        ending = f"CASE substr(piece.value, {dot} + 1, 4) WHEN 'webp' THEN 4 ELSE 3 END"
        stem = f"substr(piece.value, 1, {dot} - 1)"
        return (
            f"{into} SELECT DISTINCT {of}, substr(piece.value, 1, {dot} + {ending}), {row}.{self.about} "
            f"FROM {others}json_each('[' || {cut} || ']') AS piece "
            f"WHERE piece.key > 0 AND length({stem}) BETWEEN 16 AND 69 AND {stem} NOT GLOB '*[^0-9a-f-]*' "
            f"AND substr(piece.value, {dot} + 1, {ending}) IN ('webp', 'jpg', 'png')"
        )

    def names_any(self, row: str, dialect: str) -> str:
        """A condition that costs little and rules out most rows."""
        if dialect == "postgresql":
            return f"position('{UPLOADS}' in {self.words(row)}) > 0"
        return f"instr({self.words(row)}, '{UPLOADS}') > 0"

    @property
    def _changing(self) -> str:
        return ", ".join(dict.fromkeys((*self.columns, self.about) if self.about != "id" else self.columns))

    @property
    def _gone(self) -> str:
        return f"DELETE FROM picture_places WHERE place = '{self.table}' AND row_id = OLD.id"

    def on_sqlite(self) -> dict[str, list[str]]:
        """The statements that make each trigger, by its name."""
        new, old = (self.names_any(row, "sqlite") for row in ("NEW", "OLD"))
        made = self.rows("NEW", "sqlite")
        deeds = {
            "insert": f"INSERT ON {self.table} WHEN {new} BEGIN {made}; END",
            "update": f"UPDATE OF {self._changing} ON {self.table} WHEN {new} OR {old} "
            f"BEGIN {self._gone}; {made}; END",
            "delete": f"DELETE ON {self.table} WHEN {old} BEGIN {self._gone}; END",
        }
        return {
            f"{self.name}_{deed}": [
                f"DROP TRIGGER IF EXISTS {self.name}_{deed}",
                f"CREATE TRIGGER {self.name}_{deed} AFTER {clause}",
            ]
            for deed, clause in deeds.items()
        }

    def on_postgresql(self) -> dict[str, list[str]]:
        """The same, with one function for the table."""
        new, old = (self.names_any(row, "postgresql") for row in ("NEW", "OLD"))
        body = (
            f"BEGIN IF TG_OP <> 'INSERT' THEN IF {old} THEN {self._gone}; END IF; END IF; "
            f"IF TG_OP <> 'DELETE' THEN IF {new} THEN {self.rows('NEW', 'postgresql')}; END IF; END IF; "
            "RETURN NULL; END"
        )
        deeds = f"INSERT OR DELETE OR UPDATE OF {self._changing}"
        return {
            self.name: [
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
                f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
                f"CREATE TRIGGER {self.name} AFTER {deeds} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()",
            ]
        }

    def mend(self, engine: Engine) -> None:
        """Forget what no text names, and add what the texts name, a part of them in each transaction."""
        dialect = engine.dialect.name
        found = f"'{UPLOADS}' || picture_places.key"
        words = self.words(self.table)
        names = f"position({found} in {words})" if dialect == "postgresql" else f"instr({words}, {found})"
        kept = (
            f"SELECT 1 FROM {self.table} WHERE {self.table}.id = picture_places.row_id "
            f"AND {self.table}.{self.about} = picture_places.about AND {names} > 0"
        )
        with engine.begin() as connection:
            connection.execute(
                text(f"DELETE FROM picture_places WHERE place = '{self.table}' AND NOT EXISTS ({kept})")
            )
        named = self.names_any(self.table, dialect)
        statement = (
            f"{self.rows(self.table, dialect, self.table)} AND {self.table}.id BETWEEN :first AND :last "
            f"AND {named} ON CONFLICT DO NOTHING"
        )
        with engine.connect() as connection:
            ends = connection.execute(text(f"SELECT min(id), max(id) FROM {self.table}")).one()
        if ends[0] is None:
            return
        for first in range(ends[0], ends[1] + 1, AT_ONCE):
            with engine.begin() as connection:
                connection.execute(
                    text(_without_colons(statement)), {"first": first, "last": first + AT_ONCE - 1}
                )


def _without_colons(statement: str) -> str:
    """`(?:` of the pattern of names is no parameter."""
    return statement.replace("(?:", r"(?\:")


_places: Final[dict[str, Place]] = {}


def stand(model: type[Any], *columns: str, about: str = "id") -> None:
    """Keep in mind which pictures the `columns` of `model` name: see `Place`."""
    table = table_of(model).name
    _places[table] = Place(table, columns, about)


def places() -> frozenset[str]:
    """The tables whose words are looked at."""
    return frozenset(_places)


def triggers(dialect: str) -> dict[str, list[str]]:
    """The statements that make every trigger, by its name."""
    made: dict[str, list[str]] = {}
    for _name, each in sorted(_places.items()):
        made |= each.on_sqlite() if dialect == "sqlite" else each.on_postgresql()
    return made


def mend(engine: Engine) -> None:
    """Make every row true, as after a time without triggers."""
    for _name, each in sorted(_places.items()):
        each.mend(engine)


def untrue(session: Session) -> list[str]:
    """Texts whose pictures the rows do not name, and rows that no text names."""
    told = []
    for _name, each in sorted(_places.items()):
        expected = set(_named_in(session.connection(), each))
        query = text("SELECT row_id, key, about FROM picture_places WHERE place = :place")
        kept = {tuple(row) for row in session.execute(query, {"place": each.table}) if _is_name(row.key)}
        told += [
            f"picture places: {each.table} {row_id} names {key}, and no row says so"
            for row_id, key, _about in sorted(expected - kept)
        ]
        told += [
            f"picture places: a row says that {each.table} {row_id} names {key}, and it does not"
            for row_id, key, _about in sorted(kept - expected)
        ]
    return told


def _named_in(connection: Connection, place: Place) -> Iterator[tuple[int, str, int]]:
    table = place.table
    query = (
        f"SELECT id, {place.about} AS about, {place.words(table)} AS words FROM {table} "
        f"WHERE {place.names_any(table, connection.dialect.name)}"
    )
    for row_id, about, words in connection.execute(text(query)):
        for key in set(_NAMED.findall(words)):
            yield row_id, key, about


def _is_name(key: str) -> bool:
    return re.fullmatch(NAME, key) is not None
