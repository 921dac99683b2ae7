"""How right each member's reports were: counts, and what they allow to say."""

from dataclasses import dataclass

from sqlalchemy import func, select

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.pagination import Page
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
    return _read([member_id])[0]


def overview(number: int) -> Page[FlaggerRecord]:
    """Everybody who reports, those with the most reports first."""
    total = db.session.scalar(select(func.count(Flag.flagger_id.distinct()))) or 0
    number = min(number, max(1, -(-total // PER_PAGE)))
    ids = db.session.scalars(
        select(Flag.flagger_id)
        .group_by(Flag.flagger_id)
        .order_by(func.count().desc(), Flag.flagger_id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    ).all()
    return Page(_read(list(ids)), number, PER_PAGE, total)


def _read(member_ids: list[int]) -> list[FlaggerRecord]:
    rows = db.session.execute(
        select(
            Flag.flagger_id,
            func.count(),
            *(
                func.count().filter(Flag.state == state)
                for state in (FlagState.UPHELD, FlagState.DISMISSED, FlagState.WITHDRAWN)
            ),
        )
        .where(Flag.flagger_id.in_(member_ids))
        .group_by(Flag.flagger_id)
    )
    counts = {row[0]: tuple(row)[1:] for row in rows}
    people = {each.id: each for each in db.session.scalars(select(Member).where(Member.id.in_(member_ids)))}
    return [FlaggerRecord(people[each], *counts.get(each, (0, 0, 0, 0))) for each in member_ids]
