"""What a database reads for what a page asks: PostgreSQL by its indexes wherever there are any, SQLite as it would."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event

FEW = 150  # rows; a table with fewer after some thousand posts does not grow with the posts
SHARE = 0.5  # of the rows of a table: whoever reads as many, reads the table
# On a small site it is cheapest to read whole tables. Without these ways only what has no index is read whole.
BY_INDEX = (
    "enable_seqscan = off",
    "enable_hashjoin = off",
    "enable_mergejoin = off",
    "random_page_cost = 1.1",
)
PLAINLY = ("max_parallel_workers_per_gather = 0", "jit = off")


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with its values, as it went to the database."""

    words: str
    values: Any

    def told(self) -> str:
        """The statement on one line, its columns left out where it is long."""
        words = " ".join(self.words.split())
        start = words.find(" FROM ")
        return words if len(words) < 400 else f"{words[:60]} …{words[start : start + 600]}"


@contextmanager
def asked_of(engine: Engine, kinds: tuple[str, ...] = ("SELECT", "WITH")) -> Iterator[list[Asked]]:
    """Every reading statement that goes to the database inside, or those that begin otherwise."""
    found: list[Asked] = []

    def note(_connection: Any, _cursor: Any, words: str, values: Any, *_more: Any) -> None:
        if words.lstrip().upper().startswith(kinds):
            found.append(Asked(words, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Planner:
    """Carries statements out on a connection of its own and counts what each reads of which table.

    `freely` lets PostgreSQL choose as it would; otherwise it has to go by indexes where there are any. `besides` are
    more settings.
    """

    def __init__(self, url: str, *, freely: bool = False, besides: tuple[str, ...] = ()) -> None:
        address = url.replace("postgresql+psycopg", "postgresql")
        self._connection = psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor)
        self._run("ANALYZE")
        counts = self._run(
            "SELECT relname, reltuples FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        self.large = {name: int(rows) for name, rows in counts if rows >= FEW}
        for setting in (*PLAINLY, *(() if freely else BY_INDEX), *besides):
            self._run(f"SET {setting}")

    def close(self) -> None:
        self._connection.close()

    def plan(self, asked: Asked) -> dict[str, Any]:
        """The plan with what it really read."""
        self._run("BEGIN")
        try:
            rows = self._run(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked.words}", asked.values)
        finally:
            self._run("ROLLBACK")  # what changes something has only been tried
        plan: dict[str, Any] = rows[0][0][0]["Plan"]
        return plan

    def read(self, asked: Asked) -> Counter[str]:
        """How many rows of each large table the statement reads."""
        found: Counter[str] = Counter()
        self._add(self.plan(asked), found)
        return found

    def whole_reads(self, asked: Asked) -> list[str]:
        """Which large tables the statement reads, and not only a part of them."""
        return sorted(
            f"{rows} rows of {table}"
            for table, rows in self.read(asked).items()
            if rows >= SHARE * self.large[table]
        )

    def _add(self, node: dict[str, Any], found: Counter[str]) -> None:
        table = node.get("Relation Name")
        if table in self.large:
            each = (node.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter"))
            found[table] += round(sum(each) * node["Actual Loops"])
        for child in node.get("Plans", ()):
            self._add(child, found)

    def _run(self, words: str, values: Any = None) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute(words, values)
            return cursor.fetchall() if cursor.description else []


class SqlitePlanner:
    """Asks SQLite how it would carry statements out, on a connection of its own to the database in `file`.

    A join within a join is laid aside whole, however little of it is wanted.
    """

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("ANALYZE")
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        counts = {
            name: self._connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in names
        }
        self.large = {name: rows for name, rows in counts.items() if rows >= FEW}

    def close(self) -> None:
        self._connection.close()

    def steps(self, asked: Asked) -> list[str]:
        """What it would do, in its own words."""
        rows = self._connection.execute(f"EXPLAIN QUERY PLAN {asked.words}", asked.values)
        return [row[3] for row in rows]

    def whole_reads(self, asked: Asked) -> list[str]:
        """Which large tables would be read from end to end without any index."""
        aliases = {alias: name for name, alias in re.findall(r"(\w+) AS (\w+)", asked.words)}
        steps = self.steps(asked)
        found = (re.fullmatch(r"SCAN (\w+)", step) for step in steps)
        tables = (aliases.get(scan[1], scan[1]) for scan in found if scan)
        aside = {"a join laid aside" for step in steps if step.startswith("MATERIALIZE (join")}
        return sorted({table for table in tables if table in self.large} | aside)


def as_text(plan: dict[str, Any]) -> str:
    """A plan as JSON, for whoever looks into a failure."""
    return json.dumps(plan, indent=1, default=str)
