"""Columns that one table keeps of another, so that an index of its own can hold both: triggers keep them the same.

The triggers stand beside those of stamps, which see to it that they are there (`stamps.py`).
"""

from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Table

# ruff: noqa: S608 - names from our own tables alone


@dataclass(frozen=True, slots=True)
class Mirror:
    """`table.column` is `source.original` of the row of `source` whose id is `table.key`."""

    table: str
    column: str
    key: str
    source: str
    original: str

    @property
    def _true(self) -> str:
        return f"(SELECT {self.original} FROM {self.source} WHERE {self.source}.id = {{key}})"

    @property
    def name(self) -> str:
        return f"mirror_{self.table}_{self.column}"

    def on_sqlite(self) -> dict[str, list[str]]:
        """The statements that make each trigger, by its name; those of the table make its rows true as well."""
        its_own = self._true.format(key=f"{self.table}.{self.key}")
        of_new = self._true.format(key=f"NEW.{self.key}")
        carry = f"UPDATE {self.table} SET {self.column}"
        take = f"BEGIN {carry} = {of_new} WHERE rowid = NEW.rowid; END"
        give = f"BEGIN {carry} = NEW.{self.original} WHERE {self.key} = NEW.id; END"
        return {
            **_trigger(f"{self.name}_insert", f"AFTER INSERT ON {self.table} {take}"),
            **_trigger(
                f"{self.name}_update",
                f"AFTER UPDATE OF {self.key} ON {self.table} {take}",
                f"{carry} = {its_own} WHERE {self.column} IS NOT {its_own}",
            ),
            **_trigger(f"{self.name}_source_insert", f"AFTER INSERT ON {self.source} {give}"),
            **_trigger(
                f"{self.name}_source_update",
                f"AFTER UPDATE OF {self.original} ON {self.source} "
                f"WHEN NEW.{self.original} IS NOT OLD.{self.original} {give}",
            ),
        }

    def on_postgresql(self) -> dict[str, list[str]]:
        """The same, with a function for each of the two tables; first that of new rows.

        Rows are made true before the source is locked, which takes a while on a large site, and once more when
        nobody can have written to it since.
        """
        source = f"{self.name}_source"
        of_new = self._true.format(key=f"NEW.{self.key}")
        carry = f"UPDATE {self.table} SET {self.column}"
        give = (
            f"{carry} = NEW.{self.original} "
            f"WHERE {self.key} = NEW.id AND {self.column} IS DISTINCT FROM NEW.{self.original};"
        )
        fill = (
            f"{carry} = {self.source}.{self.original} FROM {self.source} "
            f"WHERE {self.source}.id = {self.table}.{self.key} "
            f"AND {self.table}.{self.column} IS DISTINCT FROM {self.source}.{self.original}"
        )
        when = f"BEFORE INSERT OR UPDATE OF {self.key} ON {self.table}"
        source_when = f"AFTER INSERT OR UPDATE OF {self.original} ON {self.source}"
        taking = _function(self.name, f"NEW.{self.column} := {of_new}; RETURN NEW;", self.table, when)
        giving = _function(source, f"{give} RETURN NULL;", self.source, source_when)
        return {self.name: taking, source: [fill, *giving, fill]}


def _trigger(name: str, what: str, *more: str) -> dict[str, list[str]]:
    return {name: [f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {what}", *more]}


def _function(name: str, body: str, table: str, when: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


_mirrors: Final[dict[str, Mirror]] = {}


def mirror(model: type[Any], column: str, key: str, source: str, original: str) -> None:
    """Keep `model.column` the same as `source.original`: see `Mirror`."""
    table = cast("Table", model.__table__).name
    found = Mirror(table, column, key, source, original)
    _mirrors[found.name] = found


def triggers(dialect: str) -> dict[str, list[str]]:
    """The statements that make every trigger, by its name."""
    made: dict[str, list[str]] = {}
    for _name, each in sorted(_mirrors.items()):
        made |= each.on_sqlite() if dialect == "sqlite" else each.on_postgresql()
    return made
