"""Counting a visit through a share link."""

from datetime import date

from sqlalchemy import func, select

from community.accounts.models import Member
from community.kernel import bus
from community.kernel.db import db
from community.kernel.events import ShareVisited
from community.kernel.upsert import insert_once
from community.questions.models import Question
from community.sharing.models import ShareVisit
from community.sharing.rules import FROM_ONE_NETWORK, HALF


def count_visit(sharer_id: int, question_id: int, visitor: str, day: date) -> bool:
    """Count a visitor once a day; returns whether this was the first time and within what one network may bring."""
    sharer = db.session.get(Member, sharer_id)
    question = db.session.get(Question, question_id)
    if sharer is None or not sharer.is_open or question is None or not question.is_visible:
        return False
    if _brought(sharer_id, visitor[:HALF], day) >= FROM_ONE_NETWORK:
        return False
    counted = insert_once(ShareVisit, sharer_id=sharer_id, question_id=question_id, visitor=visitor, day=day)
    if counted:
        bus.publish(ShareVisited(sharer_id=sharer_id, question_id=question_id))
    return counted


def _brought(sharer_id: int, network: str, day: date) -> int:
    """Visits that one network has brought a sharer on a day."""
    query = (
        select(func.count())
        .select_from(ShareVisit)
        .where(
            ShareVisit.sharer_id == sharer_id, ShareVisit.day == day, ShareVisit.visitor.startswith(network)
        )
    )
    return db.session.scalar(query) or 0
