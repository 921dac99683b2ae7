"""The forecast of the desk: what is known of the cases of the last weeks, and of those that are open."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from flask import current_app
from sqlalchemy import func, select

from community.accounts.models import Member, MemberStatus
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import STAFF, Role
from moderation.escalation.models import Case, CaseReply
from moderation.escalation.rules import CaseState
from moderation.sla import queries as promises
from moderation.sla.forecast import FARTHEST, Forecast, Pace, forecast, hour_of_week
from moderation.sla.hours import Calendar

WEEKS: Final = 8
FEW: Final = 10  # cases; of fewer nothing is learnt about how fast staff are
USUAL_MINUTES: Final = 20.0
USUAL_TARGET: Final = timedelta(hours=4)
EXTENSION: Final = "huzhu_desk_pace"
FRESH: Final = timedelta(minutes=10)


def desk_forecast() -> Forecast | None:
    """The next 24 hours of service by the usual calendar; None on a site that has none yet."""
    calendar = promises.default_calendar()
    if calendar is None:
        return None
    now = clock.now()
    due = db.session.scalars(
        select(Case.due_at).where(Case.state == CaseState.OPEN, Case.due_at <= now + FARTHEST)
    ).all()
    return forecast(
        now, calendar, [moment for moment in due if moment is not None], _pace(now, calendar), _target()
    )


def _target() -> timedelta:
    """How soon what arrives is usually due."""
    minutes = promises.policies()[-1].first_response
    return USUAL_TARGET if minutes is None else timedelta(minutes=minutes)


def _pace(now: datetime, calendar: Calendar) -> Pace:
    """From the last eight weeks; kept for ten minutes, for nothing in it changes fast."""
    kept = current_app.extensions.get(EXTENSION)
    if kept is not None and timedelta() <= now - kept[0] < FRESH:
        found: Pace = kept[1]
        return found
    found = Pace(arrivals=_arrivals(now, calendar.zone), agents=_agents(now), minutes_each=_minutes_each(now))
    current_app.extensions[EXTENSION] = (now, found)
    return found


def _arrivals(now: datetime, zone: str) -> dict[int, float]:
    """Cases an hour, by hour of the week."""
    since = now - timedelta(weeks=WEEKS)
    opened = db.session.scalars(select(Case.opened_at).where(Case.opened_at.between(since, now))).all()
    if not opened:
        return {}
    first = db.session.scalar(select(func.min(Case.opened_at))) or now
    weeks = max(1.0, (now - max(first, since)) / timedelta(weeks=1))
    counts = Counter(hour_of_week(moment, zone) for moment in opened)
    return {hour: count / weeks for hour, count in counts.items()}


def _agents(now: datetime) -> int:
    """Who worked on cases in the last seven days; where nobody did, everyone who could."""
    since = now - timedelta(days=7)
    answered = select(CaseReply.by_id).where(CaseReply.created_at >= since, CaseReply.by_id.is_not(None))
    settled = select(Case.closed_by_id).where(Case.closed_at >= since, Case.closed_by_id.is_not(None))
    # A customer who says that it is solved ends a case too, and somebody may have left since.
    able = Member.role.in_(sorted(STAFF)), Member.status == MemberStatus.ACTIVE
    active = db.session.scalar(
        select(func.count(Member.id)).where(Member.id.in_(answered.union(settled)), *able)
    )
    if active:
        return active
    return max(
        1,
        db.session.scalar(
            select(func.count(Member.id)).where(
                Member.role.in_([Role.AGENT, Role.SPECIALIST]), Member.status == MemberStatus.ACTIVE
            )
        )
        or 0,
    )


def _minutes_each(now: datetime) -> float:
    """How long a case takes whoever is at it: by the hours in which somebody settled any."""
    rows = db.session.execute(
        select(Case.closed_by_id, Case.closed_at)
        .join(Member, Member.id == Case.closed_by_id)
        .where(Case.closed_at >= now - timedelta(weeks=WEEKS), Member.role.in_(sorted(STAFF)))
    ).all()
    if len(rows) < FEW:
        return USUAL_MINUTES
    busy = {(who, when.replace(minute=0, second=0, microsecond=0)) for who, when in rows if when is not None}
    return 60 * len(busy) / len(rows)
