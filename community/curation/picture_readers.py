"""Who sees pictures in news: everybody what was published, whoever writes them all."""

from sqlalchemy import exists, select

from community.curation.models import Announcement
from community.kernel.db import db
from community.kernel.picture_readers import abouts
from community.kernel.policy import Actor, Permission, may


def in_announcement(key: str, actor: Actor) -> bool:
    """Whether the reader may read an announcement that shows the picture."""
    if may(actor, Permission.CURATE):
        return True
    out = exists().where(
        Announcement.id.in_(abouts(key, Announcement.__tablename__)),
        Announcement.published_at.is_not(None),
        Announcement.withdrawn_at.is_(None),
    )
    return bool(db.session.scalar(select(out)))
