"""How a broken invariant is told: a line for each row, and not a thousand of them."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

MOST_LINES: Final = 20


def told(lines: Iterable[str]) -> list[str]:
    """The first lines, and how many more there are."""
    found = list(lines)
    more = len(found) - MOST_LINES
    return [*found[:MOST_LINES], f"and {more} more like these"] if more > 0 else found


def differing(
    session: Session, rows: Select[Any], what: str, kept: ColumnElement[Any], true: ColumnElement[Any]
) -> list[str]:
    """A line for each of `rows`, named by their first column, in which `kept` is not `true`."""
    wrong = rows.add_columns(kept.label("kept"), true.label("true")).where(kept.is_distinct_from(true))
    return told(f"{what} {row[0]} is {row.kept}, should be {row.true}" for row in session.execute(wrong))
