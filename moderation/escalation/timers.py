"""What staff's clocks do by themselves: lift what nobody answered, weigh anew, note broken promises."""

from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import select

from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.routing import queries as routing_queries
from community.routing import services as routing
from community.routing.models import Stage
from moderation.escalation import queries, services
from moderation.escalation.models import Case, SlaBreach
from moderation.escalation.rules import CaseState

log = structlog.get_logger(__name__)
NOTICEABLE: Final = 1.0  # points by which a priority must have changed to be written down


def lift_unanswered(now: datetime) -> None:
    """Move every question that has waited too long to tier 1: older than the limit and not yet moved.

    Each in its own transaction; a run that was missed or is repeated loses and doubles nothing.
    """
    cutoff = now - queries.patience()
    tried: set[int] = set()
    while fresh := [each for each in routing_queries.unanswered(cutoff) if each not in tried]:
        for question_id in fresh:
            tried.add(question_id)
            try:
                _lift(question_id, cutoff)
            except Exception:
                db.session.rollback()
                log.exception("lift_failed", question=question_id)


def _lift(question_id: int, cutoff: datetime) -> None:
    with unit_of_work():
        question = db.session.get(Question, question_id, with_for_update=True)
        need = routing.lock(question_id)
        if (
            question is None
            or question.answer_count
            or need.stage != Stage.CROWD
            or need.stage_since > cutoff
        ):
            return
        services.examine_silence(question_id, need.stage_since)


def keep_time(now: datetime) -> None:
    """Note each broken promise once, and let waiting raise priorities."""
    late = db.session.scalars(
        select(Case.id)
        .outerjoin(SlaBreach, (SlaBreach.case_id == Case.id) & (SlaBreach.clock == Case.clock))
        .where(Case.state == CaseState.OPEN, Case.due_at < now, SlaBreach.case_id.is_(None))
        .order_by(Case.due_at)
    ).all()
    for case_id in late:
        with unit_of_work():
            services.note_breach(case_id, now)
    stale = db.session.scalars(select(Case).where(Case.state != CaseState.RESOLVED)).all()
    changed = [case.id for case in stale if _has_changed(case, now)]
    for case_id in changed:
        with unit_of_work():
            case = queries.case_or_404(case_id, for_update=True)
            if case.is_open:
                services.weigh(case, now)


def _has_changed(case: Case, now: datetime) -> bool:
    weight = case.weight_at(now)
    return weight.band != case.priority or abs(weight.points - case.points) >= NOTICEABLE
