"""Turning pages: numbered for people, by cursor for programs."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.words import N_

T = TypeVar("T")
FARTHEST = 10_000  # pages beyond this are nobody's way of reading


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `number` counts from 1."""

    items: Sequence[T]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    def map(self, change: Callable[[Sequence[T]], Sequence[Any]]) -> "Page[Any]":
        """The same page with its items changed together."""
        return Page(change(self.items), self.number, self.per_page, self.total)


def page_number(text: str | None) -> int:
    """Read `?page=`; anything that is no page of ours is the first."""
    if not (text and text.isascii() and text.isdigit()):
        return 1
    # As many digits as the farthest page has say enough; Python refuses to read thousands of them.
    digits = text.lstrip("0")[: len(str(FARTHEST))]
    return min(int(digits or "1"), FARTHEST)


def nearest(number: int, total: int, per_page: int) -> int:
    """The page that is shown for `number` of a list of `total`: the last one, where there are fewer."""
    return min(number, max(1, -(-total // per_page)))


def paginate(query: Select[Any], number: int, per_page: int = 30) -> Page[Any]:
    """Run `query` for one page, with the count of all."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = nearest(number, total, per_page)
    items = db.session.scalars(query.limit(per_page).offset((number - 1) * per_page)).unique().all()
    return Page(items, number, per_page, total)


def encode_cursor(*key: str | float | None) -> str:
    """Pack the sort key of the last row into an opaque word."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, parts: int) -> list[Any]:
    """Unpack a cursor of `parts` values; raises Invalid when it is none of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise Invalid(
            N_("This cursor is not one of ours; start from the first page."), field="cursor"
        ) from error
    if not isinstance(key, list) or len(key) != parts:
        raise Invalid(N_("This cursor is not one of ours; start from the first page."), field="cursor")
    return key
