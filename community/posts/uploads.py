"""Pictures in posts: kept once a content, counted for each member and day."""

from datetime import timedelta

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from community.kernel import clock, images
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import TooMany
from community.kernel.furnish import site_settings
from community.kernel.images import Picture
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.storage import UPLOADS, Storage, open_storage
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.posts.models import Upload


def take(file: FileStorage, *, by: Actor) -> str:
    """Draw a picture anew and keep it in a unit of work; the address at which it stands.

    Raises NotAllowed, TooMany before anything is decoded, and Invalid for what is no picture.
    """
    ensure(by, Permission.ASK)
    _ensure_few(by)
    picture = images.post_image(file.read(images.MOST_BYTES + 1))
    with unit_of_work():
        _keep(picture, open_storage(site_settings().storage_url), by=by)
    return f"{UPLOADS}{picture.name}"


def _ensure_few(by: Actor) -> None:
    """Raise TooMany beyond the day's number."""
    since = clock.now() - timedelta(days=1)
    today = db.session.scalar(
        select(func.count()).select_from(Upload).where(Upload.member_id == by.id, Upload.created_at > since)
    )
    if (today or 0) >= whole("uploads_a_day"):
        raise TooMany(N_("That is enough pictures for one day."), retry_after=3600)


def turn_of(key: str) -> str:
    """Of a picture that is sent just when it is removed, as that of another member: file and row go together."""
    return f"upload:{key}"


def _keep(picture: Picture, storage: Storage, *, by: Actor) -> None:
    wait_for_turn(f"uploads:{by.member_id}")
    _ensure_few(by)
    wait_for_turn(turn_of(picture.name))
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
