"""Members by a part of their name: all names as one text, which a large community puts together now and then."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from sqlalchemy import select

from community.accounts.models import Member, MemberStatus
from community.kernel import kept
from community.kernel.db import db
from community.kernel.text import fold, skeleton

_BETWEEN: Final = "\n"  # stands in no name


@dataclass(frozen=True, slots=True)
class Names:
    """One text for each way to be found, and where in it everybody's words begin; the newest member first."""

    ids: Sequence[int]
    texts: tuple[str, str]  # names and shown names; what a name looks like
    begins: tuple[Sequence[int], Sequence[int]]

    def having(self, wanted: str) -> list[int]:
        """Whose name, shown name or what a name looks like has these letters in it, the newest first."""
        places = {
            at
            for letters, text, begins in zip(
                (fold(wanted), skeleton(wanted)), self.texts, self.begins, strict=True
            )
            for at in _places(letters, text, begins)
        }
        return [self.ids[at] for at in sorted(places)]


def named(wanted: str) -> list[int]:
    """The ids of open accounts whose name has `wanted` in it, the newest first."""
    names: Names = kept.shelf("names").get("names", _names)
    return names.having(wanted)


def _places(letters: str, text: str, begins: Sequence[int]) -> Iterator[int]:
    """Whose part of the text has these letters, each once: after a find, the next part is looked through."""
    if not letters or _BETWEEN in letters:
        return
    found = text.find(letters)
    while found >= 0:
        place = bisect_right(begins, found) - 1
        yield place
        if place + 1 == len(begins):
            return
        found = text.find(letters, begins[place + 1])


def _names() -> Names:
    query = select(Member.id, Member.name, Member.display_name, Member.name_key)
    rows = db.session.execute(
        query.where(Member.status != MemberStatus.CLOSED).order_by(Member.created_at.desc(), Member.id.desc())
    ).all()
    shown = [f"{fold(row.name)}{_BETWEEN}{fold(row.display_name)}" for row in rows]
    texts, begins = zip(*map(_joined, (shown, [row.name_key for row in rows])), strict=True)
    return Names(array("I", (row.id for row in rows)), texts, begins)


def _joined(parts: Iterable[str]) -> tuple[str, Sequence[int]]:
    parts = list(parts)
    begins = accumulate((len(part) + len(_BETWEEN) for part in parts[:-1]), initial=0)
    return _BETWEEN.join(parts), array("I", begins if parts else ())
