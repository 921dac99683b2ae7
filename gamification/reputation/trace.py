"""One cause of the ledger, followed to the deed behind it: for those who answer for the points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.errors import NotFound
from gamification.reputation import pairs
from gamification.reputation.deeds import Scope, deeds
from gamification.reputation.models import LedgerRuling, ReputationEvent
from gamification.reputation.rules import Deed, Kind, points_for


@dataclass(frozen=True, slots=True)
class TracedLine:
    """One line of a cause, and what the cause stood at after it."""

    number: int
    points: int
    stands: int
    arose_at: datetime


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruling on a cause, with the names of who made and who lifted it (None: the site itself)."""

    kind: str
    source: str
    reason: str
    by: Member | None
    made_at: datetime
    lifted_at: datetime | None
    lifted_by: Member | None
    lifted_reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A cause: its lines, the deed in the record today (None: it is gone), and who stood on the other side.

    `worth` is what the deed alone is worth, before limits and rulings; `apart` tells that nothing counts
    between the two members.
    """

    cause: str
    kind: Kind
    post_id: int | None
    lines: Sequence[TracedLine]
    deed: Deed | None
    other: Member | None
    worth: int
    rulings: Sequence[Ruled]
    apart: bool

    @property
    def stands(self) -> int:
        """What the cause counts for now."""
        return self.lines[-1].stands

    @property
    def follows(self) -> bool:
        """Whether the cause only follows from others, so that nobody can undo it by itself."""
        return self.kind is Kind.CAP

    @property
    def undone(self) -> bool:
        """Whether an admin has undone it."""
        return any(each.source == "admin" and each.lifted_at is None for each in self.rulings)


def trace(member_id: int, cause: str) -> Trace:
    """All that is known of a cause of this member. Raises NotFound."""
    rows = db.session.scalars(
        select(ReputationEvent)
        .where(ReputationEvent.cause == cause, ReputationEvent.member_id == member_id)
        .order_by(ReputationEvent.number)
    ).all()
    if not rows:
        raise NotFound
    deed = _deed(rows[-1])
    other = db.session.get(Member, deed.from_id) if deed and deed.from_id else None
    return Trace(
        cause=cause,
        kind=Kind(rows[-1].kind),
        post_id=rows[-1].post_id,
        lines=_lines(rows),
        deed=deed,
        other=other,
        worth=points_for(deed) if deed else 0,
        rulings=_rulings(cause),
        apart=other is not None and pairs.is_held(member_id, other.id),
    )


def _lines(rows: Sequence[ReputationEvent]) -> list[TracedLine]:
    stands, found = 0, []
    for row in rows:
        stands += row.points
        found.append(TracedLine(row.number, row.points, stands, row.arose_at))
    return found


def _deed(row: ReputationEvent) -> Deed | None:
    """The deed of this cause as the record has it now, on the day of its last line."""
    scope = Scope(row.member_id, row.member_id, (row.day, row.day))
    return next((deed for deed in deeds(scope) if deed.cause == row.cause), None)


def _rulings(cause: str) -> list[Ruled]:
    rows = db.session.scalars(
        select(LedgerRuling).where(LedgerRuling.cause == cause).order_by(LedgerRuling.id)
    ).all()
    ids = {id_ for row in rows for id_ in (row.by_id, row.lifted_by_id) if id_ is not None}
    people = {each.id: each for each in db.session.scalars(select(Member).where(Member.id.in_(ids)))}
    return [
        Ruled(
            kind=row.kind,
            source=row.source,
            reason=row.reason,
            by=people.get(row.by_id) if row.by_id else None,
            made_at=row.made_at,
            lifted_at=row.lifted_at,
            lifted_by=people.get(row.lifted_by_id) if row.lifted_by_id else None,
            lifted_reason=row.lifted_reason,
        )
        for row in rows
    ]
