"""Tables: one set of rows for the page, which writes them out, and for the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from community.kernel.cells import defused

PLACES: Final = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in a cell: a link on the page, a number and a title in the file."""

    id: int
    title: str
    lang: str


Plain = str | int | float | datetime | Sequence[str] | None
Cell = Plain | Asked
Row = Sequence[Cell]


class Kind(StrEnum):
    """How a cell is written for people. A `word` is a slug that the page has a word for."""

    TEXT = "text"
    WORD = "word"
    TAG = "tag"
    DAY = "day"
    MONTH = "month"
    WEEKDAY = "weekday"
    HOUR = "hour"
    NUMBER = "number"
    SHARE = "share"
    MINUTES = "minutes"
    QUESTION = "question"


WRITTEN: Final = frozenset(
    {Kind.TEXT, Kind.WORD, Kind.TAG, Kind.DAY, Kind.MONTH, Kind.WEEKDAY, Kind.QUESTION}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, its head on the page, and what stands in it."""

    key: str
    head: str
    kind: Kind = Kind.NUMBER
    in_file_only: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. The page shows its first `shown` rows, `stacked` on a phone; the file has all."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    shown: int = 60
    stacked: bool = False

    @property
    def numeric(self) -> list[int]:
        """Which columns hold numbers."""
        shown = [column for column in self.columns if not column.in_file_only]
        return [at for at, column in enumerate(shown) if column.kind not in WRITTEN]

    def on_page(self, row: Row) -> list[tuple[Column, Cell]]:
        """The cells of a row that the page shows, each with its column."""
        pairs = zip(self.columns, row, strict=True)
        return [(column, cell) for column, cell in pairs if not column.in_file_only]

    def lines(self) -> Iterator[list[str]]:
        """The rows for a file, its head first; nothing in it is a formula."""
        yield [key for column in self.columns for key in _keys(column)]
        for row in self.rows:
            yield [word for cell in row for word in _words(cell)]


def _keys(column: Column) -> tuple[str, ...]:
    return (column.key, "title") if column.kind == Kind.QUESTION else (column.key,)


def _words(cell: Cell) -> tuple[str, ...]:
    return (str(cell.id), defused(cell.title)) if isinstance(cell, Asked) else (_written(cell),)


def _written(cell: Plain) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, float):
        return f"{cell:.{PLACES}f}".rstrip("0").rstrip(".")
    if isinstance(cell, int):
        return str(cell)
    return defused(str(cell) if isinstance(cell, str) else " ".join(cell))
