"""Many short lists that one page needs, read in one statement: each list keeps its own order and its own limit.

    sheaf = Sheaf()
    notes = sheaf.list_of(CaseNote, CaseNote.case_id == 7, order=[CaseNote.id], beside=["author"])
    drafts = sheaf.list_of(CaseDraft, CaseDraft.case_id == 7)
    last = sheaf.figure_of(select(func.max(Answer.id)))
    sheaf.read()  # only now is there anything in them

The keys of all lists are laid one below the other, then each row is joined to the table that it is a key of. So no list
multiplies another. A table of two joined parts (a question) does not belong in here: SQLite would lay all of it aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    column,
    func,
    inspect,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from community.kernel.db import Model, db

M = TypeVar("M", bound=Model)
_COLUMNS: Final = ("part", "key", "second", "place")
_KEYS: Final = table("sheaf_keys", *(column(each, Integer) for each in _COLUMNS))
SHAPES: Final = 256  # of sheaves whose statement is kept: a page has few

AnySelect = Select[*tuple[Any, ...]]


@dataclass(slots=True)
class Figure:
    """One whole number of a sheaf, once that was read; 0 where there is none."""

    found: int = 0


@dataclass(slots=True)
class _Part:
    model: Any
    beside: tuple[str, ...]
    keys: AnySelect
    found: list[Any] = field(default_factory=list)


class Sheaf:
    """Lists and figures that are asked for together."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []
        self._figures: list[tuple[Select[int], Figure]] = []

    def list_of(
        self,
        model: type[M],
        *where: ColumnElement[bool],
        order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]] = (),
        most: int | None = None,
        beside: Sequence[str] = (),
    ) -> list[M]:
        """The list that `read` fills: rows of one table, with the single things that `beside` names.

        The table has a key of one or two numbers.
        """
        key = inspect(model).primary_key
        place = func.row_number().over(order_by=list(order or key))
        number = _number(len(self._parts) + 1)
        keys = _row(number, key[0], key[1] if len(key) > 1 else _number(0), place).where(*where)
        if most is not None:  # SQLite allows no order inside of a union
            keys = select(keys.order_by(*order).limit(most).subquery())
        self._parts.append(_Part(model, tuple(beside), keys))
        return self._parts[-1].found

    def figure_of(self, query: Select[int]) -> Figure:
        """The figure that `read` finds: the one column of the one row of `query`."""
        kept = Figure()
        self._figures.append((query, kept))
        return kept

    def read(self) -> None:
        """Ask for all of it, and fill it in."""
        query = _joined(tuple((part.model, part.beside) for part in self._parts))
        for row in db.session.execute(query.add_cte(self._keys())):
            if row[0]:
                self._parts[row[0] - 1].found.append(row[row[0] + 2])
            else:
                self._figures[row[2]][1].found = row[1] or 0

    def _keys(self) -> Any:
        """A row for each figure, then the keys of each list."""
        rows = [
            _row(_number(0), query.correlate(None).scalar_subquery(), _number(0), _number(place))
            for place, (query, _) in enumerate(self._figures)
        ]
        return union_all(*rows, *(part.keys for part in self._parts)).cte(_KEYS.name)


@lru_cache(maxsize=SHAPES)
def _joined(parts: tuple[tuple[type[Model], tuple[str, ...]], ...]) -> AnySelect:
    """What is asked of the keys of a sheaf of this shape: made once, for that takes longer than to ask it."""
    entities = [aliased(model) for model, _ in parts]
    query: AnySelect = select(_KEYS.c.part, _KEYS.c.key, _KEYS.c.place, *entities).select_from(_KEYS)
    for number, ((model, beside), entity) in enumerate(zip(parts, entities, strict=True), 1):
        query = query.outerjoin(entity, _is_of(number, model, entity))
        query = query.options(*(joinedload(getattr(entity, each)) for each in beside))
    return query.order_by(_KEYS.c.part, _KEYS.c.place)


def _is_of(number: int, model: type[Model], entity: Any) -> ColumnElement[bool]:
    """Whether a row of the keys leads to this table."""
    mapper = inspect(model)
    own = [getattr(entity, mapper.get_property_by_column(each).key) for each in mapper.primary_key]
    pairs = zip(own, (_KEYS.c.key, _KEYS.c.second), strict=False)
    return and_(_KEYS.c.part == _number(number), *(mine == key for mine, key in pairs))


def _row(*columns: ColumnElement[Any]) -> AnySelect:
    return select(*(each.label(name) for each, name in zip(columns, _COLUMNS, strict=True)))


def _number(value: int) -> ColumnElement[int]:
    """A number that stands in the statement itself, so that a database plans for it."""
    return literal_column(str(value), Integer)
