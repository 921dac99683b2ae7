"""How right each member's reports were: counts, and what they allow to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from community.accounts.models import Member
from community.kernel import kept
from community.kernel.db import db
from community.kernel.pagination import Page, nearest
from community.kernel.shares import Interval, interval
from moderation.flags import rules
from moderation.flags.models import Flag
from moderation.flags.rules import FlagState

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class FlaggerRecord:
    """One member's reports by what became of them."""

    member: Member
    sent: int
    upheld: int
    dismissed: int
    withdrawn: int

    @property
    def decided(self) -> int:
        return self.upheld + self.dismissed

    @property
    def bonus(self) -> float:
        """What the record adds to the weight of the next report."""
        return rules.accuracy_bonus(self.upheld, self.decided)

    @property
    def agreement(self) -> Interval | None:
        """Between which shares the true agreement lies, as far as the numbers allow to say."""
        return interval(self.upheld, self.decided)


def of(member_id: int) -> FlaggerRecord:
    """The record of one member."""
    return _those([member_id], _counts(Flag.flagger_id == member_id))[0]


def overview(number: int) -> Page[FlaggerRecord]:
    """Everybody who reports, those with the most reports first."""
    counts = kept.shelf("flaggers").get("counts", _counts)
    number = nearest(number, len(counts), PER_PAGE)
    some = list(counts)[(number - 1) * PER_PAGE :][:PER_PAGE]
    return Page(_those(some, counts), number, PER_PAGE, len(counts))


def _counts(*narrowed: ColumnElement[bool]) -> dict[int, tuple[int, int, int, int]]:
    """Of each who reported: how many in all, upheld, dismissed, withdrawn; those with the most first."""
    states = (FlagState.UPHELD, FlagState.DISMISSED, FlagState.WITHDRAWN)
    rows = db.session.execute(
        select(Flag.flagger_id, func.count(), *(func.count().filter(Flag.state == state) for state in states))
        .where(*narrowed)
        .group_by(Flag.flagger_id)
        .order_by(func.count().desc(), Flag.flagger_id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _those(member_ids: Sequence[int], counts: Mapping[int, tuple[int, int, int, int]]) -> list[FlaggerRecord]:
    people = {each.id: each for each in db.session.scalars(select(Member).where(Member.id.in_(member_ids)))}
    return [
        FlaggerRecord(people[each], *counts.get(each, (0, 0, 0, 0))) for each in member_ids if each in people
    ]
