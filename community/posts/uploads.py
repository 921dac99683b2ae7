"""Pictures in posts: kept once a content, counted for each member and day."""

from datetime import timedelta

from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import TooMany
from community.kernel.images import Picture
from community.kernel.policy import Actor
from community.kernel.storage import Storage
from community.kernel.thresholds import whole
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.posts.models import Upload


def keep(picture: Picture, storage: Storage, *, by: Actor) -> None:
    """Store a picture; raises TooMany beyond the day's number."""
    since = clock.now() - timedelta(days=1)
    today = db.session.scalar(
        select(func.count()).select_from(Upload).where(Upload.member_id == by.id, Upload.created_at > since)
    )
    if (today or 0) >= whole("uploads_a_day"):
        raise TooMany(N_("That is enough pictures for one day."), retry_after=3600)
    storage.write(picture.name, picture.content)
    insert_once(
        Upload,
        member_id=by.id,
        key=picture.name,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        size=len(picture.content),
        created_at=clock.now(),
    )
