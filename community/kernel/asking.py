"""Figures that are worked out side by side: what each of them asks next goes to the database in one statement.

A figure is a generator. It yields the queries that it needs now, is sent the rows of each of them, and returns what it
made of these:

    def waits(scope: Scope) -> Asking[Waits]:
        answered, open_ones = yield [select(...), select(...)]
        return Waits(...)

Rows come as JSON, for that is what rows of any shape can be laid one below the other as: columns are plain values
(text, numbers, yes and no, moments, days), and there are not many rows.
"""

import json
from collections.abc import Callable, Generator, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    Boolean,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.engine import result_tuple
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Bundle
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from community.kernel.db import UtcDateTime, db

T = TypeVar("T")
Rows: TypeAlias = Sequence[Any]
Query: TypeAlias = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Asking: TypeAlias = Generator[Sequence[Query], Sequence[Rows], T]


class JsonRow(FunctionElement[str]):
    """Columns as a JSON array, as text."""

    type = String()
    inherit_cache = True


@compiles(JsonRow)
def _json_row(element: JsonRow, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_array({compiler.process(element.clauses, **more)})"


@compiles(JsonRow, "postgresql")
def _json_row_on_postgresql(element: JsonRow, compiler: SQLCompiler, **more: Any) -> str:
    return f"CAST(jsonb_build_array({compiler.process(element.clauses, **more)}) AS TEXT)"


def asked(asking: Asking[T]) -> T:
    """One figure by itself."""
    found: T = side_by_side([asking])[0]
    return found


def side_by_side(askings: Sequence[Asking[Any]]) -> list[Any]:
    """What each of them makes of its rows, in their order."""
    every = together(askings)
    try:
        queries = next(every)
        while True:
            queries = every.send(rows_of(queries))
    except StopIteration as end:
        found: list[Any] = end.value
        return found


def together(askings: Sequence[Asking[Any]]) -> Asking[list[Any]]:
    """Several figures as one, which asks for what all of them need next; it is what each of them is, in their order."""
    found: list[Any] = [None] * len(askings)
    answers: dict[int, Sequence[Rows] | None] = dict.fromkeys(range(len(askings)))
    while answers:
        waiting: dict[int, Sequence[Query]] = {}
        for place, rows in answers.items():
            try:
                waiting[place] = askings[place].send(rows) if rows is not None else next(askings[place])
            except StopIteration as end:
                found[place] = end.value
        if waiting:
            given = iter((yield [query for queries in waiting.values() for query in queries]))
            answers = {place: [next(given) for _ in queries] for place, queries in waiting.items()}
        else:
            answers = {}
    return found


def rows_of(queries: Sequence[Query]) -> list[Rows]:
    """The rows of each of these, all in one statement."""
    if len(queries) <= 1:
        return [db.session.execute(each).all() for each in queries]
    parts, readers = [], []
    for number, query in enumerate(queries):
        part, reader = _part(number, query)
        parts.append(part)
        readers.append(reader)
    found: list[list[Any]] = [[] for _ in queries]
    every = union_all(*parts).subquery()
    ordered = select(every.c.part, every.c.line).order_by(every.c.part, every.c.place)
    for number, line in db.session.execute(ordered):
        found[number].append(readers[number](json.loads(line)))
    return list(found)


def _part(number: int, query: Query) -> tuple[Select[*tuple[Any, ...]], Callable[[list[Any]], Any]]:
    """The rows of a query as lines, and how a line is read."""
    rows = query.subquery()
    columns = list(rows.c)
    numbered = literal_column(str(number), Integer).label("part")
    place = func.row_number().over().label("place")
    part = select(numbered, place, JsonRow(*columns).label("line")).select_from(rows)
    readers = [_reader(each.type) for each in columns]
    row = _row_of(query, [each.key for each in columns])

    def read(line: list[Any]) -> Any:
        return row(
            [
                value if reader is None or value is None else reader(value)
                for reader, value in zip(readers, line, strict=True)
            ]
        )

    return part, read


def _row_of(query: Query, names: list[str]) -> Callable[[list[Any]], Any]:
    """How values become a row; those of a bundle, which comes last, become one value of it, as in any other row."""
    last = query.column_descriptions[-1]["expr"] if isinstance(query, Select) else None
    if not isinstance(last, Bundle):
        return result_tuple(names)
    kept = [each.key for each in last.columns]
    first = len(names) - len(kept)
    bundle, row = result_tuple(kept), result_tuple([*names[:first], last.name])
    return lambda values: row([*values[:first], bundle(values[first:])])


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """How a value of JSON becomes one of the column's type; None where it is one."""
    if isinstance(kind, UtcDateTime):
        return _moment
    if isinstance(kind, Date):
        return date.fromisoformat
    return bool if isinstance(kind, Boolean) else None


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
