"""Turning pages by cursor: each list says what its cursors hold."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from sqlalchemy import ColumnElement, Select, or_

from community.kernel import clock
from community.kernel.addresses import LARGEST_ID
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.words import N_

T = TypeVar("T")


def page(items: Sequence[T], limit: int, cursor_of: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """The first `limit` of `items`, of which there are more by one if there is a next page; and its cursor."""
    if len(items) <= limit:
        return items, None
    return items[:limit], cursor_of(items[limit - 1])


def after(query: Select[Any], at: Any, number: Any, cursor: str | None, *, order: str) -> Select[Any]:
    """`query`, newest first by (`at`, `number`), behind the row that `cursor` names."""
    if cursor is None:
        return query
    then, last = moment_and_id(cursor, order)
    behind: ColumnElement[bool] = or_(at < then, (at == then) & (number < last))
    return query.where(behind)


def cursor_at(at: datetime, number: int, *, order: str) -> str:
    """The cursor of a row in a list of this order."""
    return encode_cursor(order, at.isoformat(), number)


def moment_and_id(cursor: str, order: str) -> tuple[datetime, int]:
    """What `cursor_at` packed; raises Invalid for anything else, a cursor of another order included."""
    own, then, number = decode_cursor(cursor, 3)
    if own != order:
        refuse()
    return moment(then), whole(number)


def moment(text: object) -> datetime:
    """A moment in a cursor; raises Invalid."""
    if not isinstance(text, str):
        refuse()
    try:
        return clock.parse(text)
    except (ValueError, OverflowError):
        refuse()


def offset(cursor: str | None, order: str, most: int) -> int:
    """How many rows come before a page of a list that has no better cursor; raises Invalid."""
    if cursor is None:
        return 0
    own, number = decode_cursor(cursor, 2)
    if own != order or whole(number) > most:
        refuse()
    return whole(number)


def page_from(
    items: Sequence[T], limit: int, order: str, start: int, most: int
) -> tuple[Sequence[T], str | None]:
    """The same as `page` for what begins with row `start` of such a list, by what `offset` read.

    It ends where `offset` goes no farther: a cursor that was given is never refused.
    """
    following = start + limit
    shown, cursor = page(items, limit, lambda _last: encode_cursor(order, following))
    return shown, cursor if following <= most else None


def whole(number: object) -> int:
    """A number in a cursor that may be an id or a count; raises Invalid."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LARGEST_ID:
        refuse()
    return number


def refuse() -> NoReturn:
    """Say that a cursor is not one of ours."""
    raise Invalid(N_("This cursor is not one of ours; start from the first page."), field="cursor")


def rows(query: Select[Any], limit: int) -> Sequence[Any]:
    """One more than `limit` rows, to know whether there is a next page."""
    return db.session.scalars(query.limit(limit + 1)).unique().all()
