"""What becomes of the cases and the profile of somebody who is no longer of the staff."""

from sqlalchemy import delete, or_, select

from community.kernel.db import db
from community.kernel.upsert import changed_rows
from moderation.casework import handing
from moderation.casework.models import CasePresence, HandOver
from moderation.casework.rules import HandOverState
from moderation.escalation import holding
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.staff.models import StaffProfile


def leave(member_id: int) -> None:
    """Their open cases go to the queue of their team, what the site offered to them to the next one.

    What they said about their work is dropped.
    """
    offered = select(HandOver.case_id).where(
        HandOver.receiver_id == member_id, HandOver.is_offer, HandOver.state == HandOverState.PENDING
    )
    theirs = or_(Case.owner_id == member_id, Case.id.in_(offered))
    held = select(Case.id).where(theirs, Case.state != CaseState.RESOLVED)
    for case_id in db.session.scalars(held.order_by(Case.question_id)).all():
        case = holding.locked(case_id, even_closed=True)
        handing.take_offer_back(case, member_id)
        if case.is_open and case.owner_id == member_id:
            holding.give(case, None, "left", by=None)
    changed_rows(delete(StaffProfile).where(StaffProfile.member_id == member_id))
    changed_rows(delete(CasePresence).where(CasePresence.member_id == member_id))
