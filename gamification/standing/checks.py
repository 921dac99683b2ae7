"""What must hold of points and badges: ledger and totals agree, nothing counts twice."""

from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from community.imports.breaches import told
from community.kernel.checks import Check
from community.kernel.db import table_of
from gamification.badges import checks as badges
from gamification.reputation import pairs
from gamification.reputation.models import MemberStanding, ReputationEvent
from gamification.reputation.queries import limits
from gamification.reputation.rules import UNCAPPED, Kind

ledger, standing = map(table_of, (ReputationEvent, MemberStanding))


def totals_are_sums(session: Session) -> list[str]:
    """Each member's total is what their ledger adds up to."""
    sums = (
        select(ledger.c.member_id, func.sum(ledger.c.points).label("points"))
        .group_by(ledger.c.member_id)
        .subquery()
    )
    true = func.coalesce(sums.c.points, 0)
    wrong = (
        select(standing.c.member_id, standing.c.points, true)
        .outerjoin(sums, sums.c.member_id == standing.c.member_id)
        .where(standing.c.points != true)
    )
    lost = (
        select(sums.c.member_id)
        .outerjoin(standing, standing.c.member_id == sums.c.member_id)
        .where(standing.c.member_id.is_(None))
    )
    lines = [f"member {row[0]} has {row[1]} points, should have {row[2]}" for row in session.execute(wrong)]
    return told(lines + [f"member {id_} has a ledger and no total" for id_ in session.scalars(lost)])


def no_cause_counts_twice(session: Session) -> list[str]:
    """A cause belongs to one member, its lines are numbered without gaps, and one stand has one moment."""
    doubled = (
        select(ledger.c.cause)
        .group_by(ledger.c.cause)
        .having((func.count(ledger.c.member_id.distinct()) > 1) | (func.count() != func.max(ledger.c.number)))
    )
    moments = (
        select(ledger.c.cause)
        .group_by(ledger.c.cause, ledger.c.kind, ledger.c.arose_at)
        .having(func.sum(ledger.c.points) != 0)
        .subquery()
    )
    twice = select(moments.c.cause).group_by(moments.c.cause).having(func.count() > 1)
    lines = [f"the lines of {cause} are not one sequence of one member" for cause in session.scalars(doubled)]
    return told(lines + [f"{cause} counts at two moments" for cause in session.scalars(twice)])


def days_keep_their_limit(session: Session) -> list[str]:
    """No day brings more from ratings and small causes than the limit, which is the same for days of the past.

    Where a site has lowered it, days that were settled before exceed it until a replay.
    """
    most = limits().a_day
    each = (
        select(ledger.c.member_id, ledger.c.day, ledger.c.kind, func.sum(ledger.c.points).label("points"))
        .where(or_(ledger.c.kind.not_in(UNCAPPED), ledger.c.kind == Kind.CAP))
        .group_by(ledger.c.member_id, ledger.c.day, ledger.c.kind, ledger.c.cause)
        .subquery()
    )
    over = (
        select(each.c.member_id, each.c.day, func.sum(each.c.points))
        .where(or_(each.c.points > 0, each.c.kind == Kind.CAP))
        .group_by(each.c.member_id, each.c.day)
        .having(func.sum(each.c.points) > most)
    )
    return told(
        f"member {row[0]} gained {row[2]} points on {row[1]}, more than the limit of {most}: huzhu replay settles it"
        for row in session.execute(over)
    )


def pairs_are_true(_session: Session) -> list[str]:
    """The pairs between whom nothing counts are those whose ratings say so."""
    kept, true = pairs.kept_pairs(), pairs.true_pairs().keys()
    return told(
        [f"members {low} and {high} are held apart without cause" for low, high in sorted(kept - true)]
        + [
            f"members {low} and {high} rate each other too much, unnoticed"
            for low, high in sorted(true - kept)
        ]
    )


CHECKS: Final = (
    Check("points", totals_are_sums),
    Check("causes", no_cause_counts_twice),
    Check("daily-limits", days_keep_their_limit),
    Check("pairs", pairs_are_true),
    Check("badges", badges.awards_are_counted),
    Check("lapsed-badges", badges.awards_lapse_as_they_say),
    Check("own-badges", badges.own_badges_can_be_read),
)
