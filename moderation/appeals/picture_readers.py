"""Pictures in the copies of posts that led to a sanction: for those who decide on it."""

from sqlalchemy import select

from community.kernel.db import db
from community.kernel.picture_readers import abouts
from community.kernel.policy import Actor, Permission, may
from moderation.appeals.models import Appeal
from moderation.appeals.queries import WITH_ALL, may_see
from moderation.sanctions.models import SanctionPost

MOST = 50  # appeals about posts with one picture


def in_copy(key: str, actor: Actor) -> bool:
    """Whether the reader may read a copy that shows the picture; its member has sent it."""
    if may(actor, Permission.SUSPEND):
        return True
    if not may(actor, Permission.DECIDE_APPEALS):
        return False
    query = select(Appeal).where(Appeal.sanction_id.in_(abouts(key, SanctionPost.__tablename__)))
    found = db.session.scalars(query.options(*WITH_ALL).order_by(Appeal.id.desc()).limit(MOST))
    return any(may_see(each, actor) for each in found)
