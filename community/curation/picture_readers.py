"""Who sees pictures in news: whoever the news is for while it is shown, whoever writes them all."""

from sqlalchemy import exists, select, true

from community.curation.models import Announcement
from community.curation.rules import Audience
from community.kernel import clock
from community.kernel.db import db
from community.kernel.picture_readers import abouts
from community.kernel.policy import Actor, Permission, may


def in_announcement(key: str, actor: Actor) -> bool:
    """Whether the reader may read an announcement that shows the picture."""
    if may(actor, Permission.CURATE):
        return True
    now = clock.now()
    out = exists().where(
        Announcement.id.in_(abouts(key, Announcement.__tablename__)),
        Announcement.published_at.is_not(None),
        Announcement.withdrawn_at.is_(None),
        Announcement.starts_at <= now,
        Announcement.ends_at > now,
        # A language and a tag are anybody's choice.
        true() if actor.signed_in else Announcement.audience != Audience.MEMBERS,
    )
    return bool(db.session.scalar(select(out)))
