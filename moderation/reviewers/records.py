"""How right each reviewer is: opinions against what became of them, spot checks, speed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, func, literal, or_, select, union_all

from community.accounts.models import Member
from community.kernel import clock, kept
from community.kernel.db import db
from community.kernel.pagination import Page, nearest
from community.kernel.shares import Interval, interval
from community.kernel.thresholds import threshold
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import REMOVING, ItemState
from moderation.reviewers import rules
from moderation.reviewers.models import SpotCheck

PER_PAGE: Final = 30
MONTHS: Final = 12
SHOWN_CHECKS: Final = 30
LATELY: Final = timedelta(days=90)
_CHECKED: Final = "checked"


@dataclass(slots=True)
class Tally:
    """Opinions by what became of them."""

    right: int = 0
    wrong: int = 0  # the final decision was another one, or it did not last
    overturned: int = 0  # of the wrong ones: final at first, and taken back
    waiting: int = 0

    @property
    def decided(self) -> int:
        return self.right + self.wrong

    @property
    def agreement(self) -> Interval | None:
        """Between which shares the true agreement lies."""
        return interval(self.right, self.decided)

    def add(self, row: "Judged") -> None:
        """Count one more."""
        if row.fate == "waiting":
            self.waiting += 1
        elif row.fate == "right":
            self.right += 1
        elif row.fate is not None:
            self.wrong += 1
            self.overturned += row.fate == "overturned"


@dataclass(frozen=True, slots=True)
class Judged:
    """One opinion with its fate: right, wrong, overturned, waiting; None where nothing was decided."""

    kind: str
    at: datetime
    seconds: float | None
    fate: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a reviewer."""

    first: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class Record:
    """All that the page of one reviewer shows."""

    all: Tally
    kinds: dict[str, Tally]
    months: list[Month]
    passed: int
    checks: int
    middle: float | None  # seconds of the median decision of late
    hasty: bool
    shown: list[SpotCheck] = field(default_factory=list)

    @property
    def passing(self) -> Interval | None:
        """Between which shares the true share of passed spot checks lies."""
        return interval(self.passed, self.checks)


@dataclass(frozen=True, slots=True)
class Line:
    """One reviewer in the overview."""

    member: Member
    tally: Tally
    passed: int
    checks: int
    latest: datetime


def record_of(member_id: int) -> Record:
    """The record of one reviewer."""
    opinions = _opinions(member_id)
    total, kinds, months = Tally(), dict[str, Tally](), _months(clock.now())
    for each in opinions:
        total.add(each)
        kinds.setdefault(each.kind, Tally()).add(each)
        month = months.get((each.at.year, each.at.month))
        if month is not None:
            month.tally.add(each)
    since = clock.now() - LATELY
    seconds = [each.seconds for each in opinions if each.seconds is not None and each.at > since]
    passed, checks = _checks([member_id]).get(member_id, (0, 0))
    return Record(
        total,
        kinds,
        list(months.values()),
        passed,
        checks,
        median(seconds) if seconds else None,
        rules.is_hasty(seconds, least=threshold("hasty_seconds")),
        list(
            db.session.scalars(
                select(SpotCheck)
                .where(SpotCheck.reviewer_id == member_id, SpotCheck.decided_at.is_not(None))
                .order_by(SpotCheck.decided_at.desc())
                .limit(SHOWN_CHECKS)
            )
        ),
    )


def _fate() -> ColumnElement[Any]:
    same = or_(
        ReviewDecision.decision == ReviewItem.decision,
        and_(ReviewDecision.decision.in_(REMOVING), ReviewItem.decision.in_(REMOVING)),
    )
    return case(
        (ReviewItem.state == ItemState.OPEN, "waiting"),
        (ReviewItem.state != ItemState.DECIDED, None),
        (~same, "wrong"),
        (ReviewDecision.overturned.is_not(None), "overturned"),
        else_="right",
    )


def _opinions(member_id: int) -> list[Judged]:
    rows = db.session.execute(
        select(ReviewItem.kind, ReviewDecision.created_at, ReviewDecision.seconds, _fate())
        .join(ReviewItem, ReviewItem.id == ReviewDecision.item_id)
        .where(ReviewDecision.reviewer_id == member_id)
        .order_by(ReviewDecision.created_at)
    )
    return [Judged(kind, at, seconds, fate) for kind, at, seconds, fate in rows]


def _months(now: datetime) -> dict[tuple[int, int], Month]:
    """The last twelve months, oldest first, each empty."""
    found: dict[tuple[int, int], Month] = {}
    for back in range(MONTHS - 1, -1, -1):
        year, month = divmod(now.year * 12 + now.month - 1 - back, 12)
        found[year, month + 1] = Month(date(year, month + 1, 1), Tally())
    return found


def _checks(member_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Passed, and all that count, of each reviewer's spot checks."""
    rows = db.session.execute(
        select(SpotCheck.reviewer_id, func.count().filter(SpotCheck.passed.is_(True)), func.count())
        .where(
            SpotCheck.reviewer_id.in_(list(member_ids)),
            SpotCheck.passed.is_not(None),
            SpotCheck.void_at.is_(None),
        )
        .group_by(SpotCheck.reviewer_id)
    )
    return {member: (passed, checks) for member, passed, checks in rows}


def overview(number: int) -> Page[Line]:
    """Everybody who reviews, who decided last first."""
    people = kept.shelf("reviewers").get("tallies", _tallies)
    number = nearest(number, len(people), PER_PAGE)
    some = list(people)[(number - 1) * PER_PAGE :][:PER_PAGE]
    members = {each.id: each for each in db.session.scalars(select(Member).where(Member.id.in_(some)))}
    checks = _checks(some)
    lines = [
        Line(members[each], people[each][0], *checks.get(each, (0, 0)), people[each][1])
        for each in some
        if each in members
    ]
    return Page(lines, number, PER_PAGE, len(people))


def _tallies() -> dict[int, tuple[Tally, datetime]]:
    """What became of everybody's opinions, and when they gave the last one; who decided last first."""
    fate, last = _fate().label("fate"), func.max(ReviewDecision.created_at).label("last")
    rows = db.session.execute(
        select(ReviewDecision.reviewer_id, fate, func.count(), last)
        .join(ReviewItem, ReviewItem.id == ReviewDecision.item_id)
        .where(ReviewDecision.reviewer_id.is_not(None))
        .group_by(ReviewDecision.reviewer_id, fate)
        .order_by(last.desc(), ReviewDecision.reviewer_id)
    )
    found: dict[int, tuple[Tally, datetime]] = {}
    for member_id, what, count, at in rows:
        tally, _latest = found.setdefault(member_id, (Tally(), at))
        if what == "right":
            tally.right += count
        elif what == "waiting":
            tally.waiting += count
        elif what is not None:
            tally.wrong += count
            tally.overturned += count if what == "overturned" else 0
    return found


def opinions_since(since: datetime) -> CompoundSelect[*tuple[Any, ...]]:
    """What became of all opinions given since a moment, whoever gave them, and of spot checks."""
    fate = _fate().label("fate")
    given = (
        select(fate, func.count(), literal(0))
        .select_from(ReviewDecision)
        .join(ReviewItem, ReviewItem.id == ReviewDecision.item_id)
        .where(ReviewDecision.created_at >= since)
        .group_by(fate)
    )
    counted = func.count().filter(SpotCheck.passed.is_(True))
    checked = select(literal(_CHECKED), func.count(), counted).where(
        SpotCheck.decided_at >= since, SpotCheck.passed.is_not(None), SpotCheck.void_at.is_(None)
    )
    return union_all(given, checked)


def tally_of(rows: Sequence[Any]) -> tuple[Tally, tuple[int, int]]:
    """Of `opinions_since`: the opinions, and the spot checks that were passed and all that count."""
    counts = {what: count for what, count, _ in rows}
    checks = next((passed, count) for what, count, passed in rows if what == _CHECKED)
    overturned = counts.get("overturned", 0)
    tally = Tally(
        right=counts.get("right", 0),
        wrong=counts.get("wrong", 0) + overturned,
        overturned=overturned,
        waiting=counts.get("waiting", 0),
    )
    return tally, checks
