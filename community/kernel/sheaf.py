"""Many short lists that one page needs, read in one statement: each list keeps its own order and its own limit.

    sheaf = Sheaf()
    notes = sheaf.list_of(CaseNote, CaseNote.case_id == 7, order=[CaseNote.id], beside=["author"])
    drafts = sheaf.list_of(CaseDraft, CaseDraft.case_id == 7)
    last = sheaf.value_of(select(func.max(Answer.id)))
    sheaf.read()  # only now is there anything in them

The keys of all lists are laid one below the other, then each row is joined to the table that it is a key of. So no list
multiplies another. A table of two joined parts (a question) does not belong in here: SQLite would lay all of it aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, and_, func, inspect, literal_column, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from community.kernel.db import Model, db

M = TypeVar("M", bound=Model)
V = TypeVar("V")


@dataclass(slots=True)
class Value(Generic[V]):
    """One figure of a sheaf, once that was read."""

    found: V | None = None


@dataclass(slots=True)
class _Part:
    model: Any
    keys: Select[*tuple[Any, ...]]
    beside: Sequence[str]
    found: list[Any] = field(default_factory=list)


class Sheaf:
    """Lists and figures that are asked for together."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []
        self._values: list[tuple[Select[*tuple[Any, ...]], Value[Any]]] = []

    def list_of(
        self,
        model: type[M],
        *where: ColumnElement[bool],
        order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]] = (),
        most: int | None = None,
        beside: Sequence[str] = (),
    ) -> list[M]:
        """The list that `read` fills: rows of one table, with the single things that `beside` names."""
        key = inspect(model).primary_key
        order = order or key
        place = func.row_number().over(order_by=list(order))
        keys = select(key[0].label("key"), (key[1] if len(key) > 1 else _number(0)).label("second"))
        keys = keys.add_columns(place.label("place")).where(*where)
        if most is not None:
            keys = keys.order_by(*order).limit(most)
        self._parts.append(_Part(model, keys, beside))
        return self._parts[-1].found

    def value_of(self, query: Select[V]) -> Value[V]:
        """The figure that `read` finds: the one column of the one row of `query`."""
        kept: Value[V] = Value()
        self._values.append((query, kept))
        return kept

    def read(self) -> None:
        """Ask for all of it, and fill it in."""
        number, *rows = self._keys()
        keys = union_all(number, *rows).subquery("keys")
        entities = [aliased(part.model) for part in self._parts]
        query = select(keys.c.part, *(each.scalar_subquery() for each, _ in self._values), *entities)
        query = query.select_from(keys)
        for place, (part, entity) in enumerate(zip(self._parts, entities, strict=True), 1):
            query = query.outerjoin(entity, _is_of(keys, place, part, entity))
            query = query.options(*(joinedload(getattr(entity, each)) for each in part.beside))
        first = 1 + len(self._values)
        for row in db.session.execute(query.order_by(keys.c.part, keys.c.place)):
            if row[0]:
                self._parts[row[0] - 1].found.append(row[first + row[0] - 1])
            else:
                for (_, kept), value in zip(self._values, row[1:first], strict=True):
                    kept.found = value

    def _keys(self) -> list[Select[*tuple[Any, ...]]]:
        """A row for the figures, so that there is one in any case, then the keys of each list."""
        found: list[Select[*tuple[Any, ...]]] = [
            select(*(_number(0).label(each) for each in ("part", "key", "second", "place")))
        ]
        for number, part in enumerate(self._parts, 1):
            keys = part.keys.subquery()
            found.append(select(_number(number), keys.c.key, keys.c.second, keys.c.place))
        return found


def _is_of(keys: Any, number: int, part: _Part, entity: Any) -> ColumnElement[bool]:
    """Whether a row of the keys leads to this table."""
    columns = [getattr(entity, inspect(part.model).get_property_by_column(each).key) for each in _key(part)]
    pairs = zip(columns, (keys.c.key, keys.c.second), strict=False)
    return and_(keys.c.part == _number(number), *(column == key for column, key in pairs))


def _number(value: int) -> ColumnElement[int]:
    """A number that stands in the statement itself, so that a database plans for it."""
    return literal_column(str(value), Integer)


def _key(part: _Part) -> Sequence[Any]:
    found: Sequence[Any] = inspect(part.model).primary_key
    return found
