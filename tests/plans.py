"""How PostgreSQL would carry out what a page asks, if every table were as large as on a big site."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine, event

TIMES = 1_000  # as many rows as there are, for the planner
FEW = 150  # rows; a table with fewer after some thousand posts does not grow with the posts


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with its values, as it went to the database."""

    words: str
    values: Any


@contextmanager
def asked_of(engine: Engine) -> Iterator[list[Asked]]:
    """Every reading statement that goes to the database inside."""
    found: list[Asked] = []

    def note(_connection: Any, _cursor: Any, words: str, values: Any, *_more: Any) -> None:
        if words.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append(Asked(words, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Planner:
    """Asks for plans on a connection of its own, on which every table is said to be a thousand times as long."""

    def __init__(self, url: str) -> None:
        address = url.replace("postgresql+psycopg", "postgresql")
        self._connection = psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor)
        self._run("ANALYZE")
        counts = self._run(
            "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        self.large = {name for name, rows in counts if rows >= FEW}
        partial = self._run("SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL")
        self._partial = {row[0] for row in partial}
        self._run(
            "UPDATE pg_class SET reltuples = reltuples * %s WHERE relkind IN ('r', 'i') AND reltuples > 0 "
            "AND relnamespace = 'public'::regnamespace",
            [TIMES],
        )
        for setting in ("random_page_cost = 1.1", "max_parallel_workers_per_gather = 0", "jit = off"):
            self._run(f"SET {setting}")

    def close(self) -> None:
        self._connection.close()

    def plan(self, asked: Asked) -> dict[str, Any]:
        rows = self._run(f"EXPLAIN (FORMAT JSON) {asked.words}", asked.values)
        plan: dict[str, Any] = rows[0][0][0]["Plan"]
        return plan

    def whole_reads(self, asked: Asked) -> list[str]:
        """Which large tables the statement would read from end to end."""
        return sorted(set(self._whole(self.plan(asked), limited=False)))

    def _whole(self, node: dict[str, Any], *, limited: bool) -> Iterator[str]:
        kind, table = node["Node Type"], node.get("Relation Name")
        if table in self.large and self._reads_all(kind, node, limited=limited):
            yield f"{kind} of {table}"
        # What a sort or a sum needs, it needs whole, whatever is taken of it afterwards.
        whole = kind in {"Sort", "Aggregate", "Hash", "Materialize", "WindowAgg"}
        below = (limited or kind == "Limit") and not whole
        for child in node.get("Plans", ()):
            yield from self._whole(child, limited=below)

    def _reads_all(self, kind: str, node: dict[str, Any], *, limited: bool) -> bool:
        if kind == "Seq Scan":
            return True
        by_index = kind in {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}
        if not by_index or limited or node.get("Index Name") in self._partial:
            return False
        return kind != "Bitmap Heap Scan" and "Index Cond" not in node

    def _run(self, words: str, values: Any = None) -> list[Any]:
        with self._connection.cursor() as cursor:
            cursor.execute(words, values)
            return cursor.fetchall() if cursor.description else []


def told(asked: Asked) -> str:
    """A statement on one line, short enough to be read in a failure."""
    words = " ".join(asked.words.split())
    start = words.find(" FROM ")
    return words if len(words) < 400 else f"{words[:60]} …{words[start : start + 600]}"


def as_text(plan: dict[str, Any]) -> str:
    """A plan as JSON, for whoever looks into a failure."""
    return json.dumps(plan, indent=1, default=str)
