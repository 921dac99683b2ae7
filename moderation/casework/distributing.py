"""Giving out cases that nobody has: by skill, language and capacity, whoever waited longest first."""

from datetime import datetime, timedelta

import structlog

from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.thresholds import threshold, whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert_once
from moderation.casework import handing, queries
from moderation.casework.models import DistributionRound
from moderation.casework.rules import NEVER, Lack, Mode, Worker, choose
from moderation.escalation import holding
from moderation.escalation.models import Case, CaseAssignment
from moderation.escalation.rules import CaseState

log = structlog.get_logger(__name__)


def due(now: datetime) -> bool:
    """Whether a round is due; whoever is told so holds it, others of the same moment are told no."""
    with unit_of_work():
        held = _hold()
        if abs(now - held.last_at) < timedelta(minutes=threshold("case_distribution_minutes")):
            return False
        held.last_at = now
        return True


def _hold() -> DistributionRound:
    """The one row, locked: the last lock of whoever gives out a case, so that nobody waits in a ring."""
    insert_once(DistributionRound, id=1, last_at=NEVER.replace(year=1970))
    return db.session.get_one(DistributionRound, 1, with_for_update=ROW_LOCK, populate_existing=True)


def round_of_all() -> int:
    """Give out or offer every case that nobody has, each in its own transaction; how many found somebody.

    Cases that nobody could have as things are, however urgent and many, are passed over without a look into each.
    """
    if queries.mode() is Mode.MANUAL:
        return 0
    given, crew = 0, _crew()
    for matter in queries.unowned():
        if not isinstance(choose(matter, crew), Lack) and _is_given(matter.case_id):
            given, crew = given + 1, _crew()
    return given


def _is_given(case_id: int) -> bool:
    """Whether it found somebody; one that fails stops no other."""
    try:
        return give_out(case_id)
    except Exception:
        db.session.rollback()
        log.exception("case_not_given_out", case=case_id)
        return False


def _crew() -> list[Worker]:
    return [queries.worker_of(each) for each in queries.loads()]


def give_out(case_id: int) -> bool:
    """Give out or offer one case, as the site has it; whether it found somebody. Harmless when repeated."""
    mode = queries.mode()
    if mode is Mode.MANUAL:
        return False
    with unit_of_work():
        case = holding.locked(case_id, even_closed=True)
        if (
            case.state != CaseState.OPEN
            or case.owner_id is not None
            or queries.pending_of(case_id) is not None
        ):
            return False
        _hold()
        found = queries.best_for(case, but=queries.lapsed_for(case_id))
        if isinstance(found, Lack):
            return False
        if mode is Mode.OFFER:
            handing.offer(case, found.member_id, whole("case_offer_minutes"))
            keep_assignment(case, found.member_id, "offered", why=found.why)
        else:
            holding.write_down("case-assigned", case, None, {"to": found.member_id})
            holding.give(case, found.member_id, "automatic", by=None, why=found.why)
        return True


def keep_assignment(
    case: Case,
    owner_id: int | None,
    how: str,
    *,
    by_id: int | None = None,
    note: str = "",
    why: tuple[tuple[str, str], ...] = (),
) -> None:
    """Write down who a case went to, and why."""
    db.session.add(
        CaseAssignment(
            case_id=case.id,
            owner_id=owner_id,
            how=how,
            by_id=by_id,
            note=note,
            why=[list(each) for each in why],
            created_at=clock.now(),
        )
    )
    db.session.flush()
