"""Needs after a clock that was fast: nobody waits for a future that did not come."""

from datetime import datetime

from sqlalchemy import select, update

from community.kernel.db import db
from community.kernel.job_care import A_LITTLE_FAST
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows
from community.routing.models import Move, MoveReason, Need, Stage
from community.routing.rules import UNSEEN_STAGES


def call_back(now: datetime) -> None:
    """What waits, or is with a customer rep, since a moment to come is so since now; nothing else is written."""
    future = now + A_LITTLE_FAST
    early = Need.stage.in_(UNSEEN_STAGES), Need.stage_since > future
    with_rep = select(Need.id).where(Need.stage == Stage.REP)
    taken = Move.need_id.in_(with_rep), Move.reason == MoveReason.REP_TOOK, Move.created_at > future
    if any(
        db.session.scalar(each.limit(1))
        for each in (select(Need.id).where(*early), select(Move.id).where(*taken))
    ):
        with unit_of_work():
            changed_rows(update(Need).where(*early).values(stage_since=now))
            changed_rows(update(Move).where(*taken).values(created_at=now))
