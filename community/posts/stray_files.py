"""Pictures that lie in the storage and belong to nobody: a process was killed while it wrote one, or before its row.

Only those that are a week old are removed: what is younger may belong to a deed, or to a restore, that goes on.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog
from flask import Flask
from sqlalchemy import select

from community.accounts import avatars
from community.kernel.daily import add_daily
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import NotFound
from community.kernel.furnish import site_settings
from community.kernel.picture_places import PicturePlace
from community.kernel.storage import Storage, open_storage
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Upload
from community.posts.uploads import turn_of

log = structlog.get_logger(__name__)

JOB: Final = "posts.stray-files"
SAFE: Final = timedelta(days=7)
AT_ONCE: Final = 500


def init_app(app: Flask) -> None:
    """Register the daily look."""
    add_daily(app, JOB, remove)


def remove(now: datetime) -> None:
    """Remove what is old and belongs to nobody; raises Unavailable or OSError, to be tried again."""
    storage = open_storage(site_settings().storage_url)
    storage.forget_unfinished(now - SAFE)
    names = set(storage.names())
    names -= avatars.in_use()  # for all of them at once: it goes through all members
    doubtful = sorted(names)
    for start in range(0, len(doubtful), AT_ONCE):
        some = doubtful[start : start + AT_ONCE]
        stray = sorted({*some} - _kept(some))
        db.session.rollback()  # nobody waits for our connection while we look at files
        for name in stray:
            with suppress(NotFound):  # somebody else removed it
                _remove(storage, name, now - SAFE)


def _remove(storage: Storage, name: str, before: datetime) -> None:
    if storage.written_at(name) >= before:
        return
    with unit_of_work():
        for turn in (turn_of(name), avatars.turn_of(name)):
            wait_for_turn(turn)
        if not _kept([name]) and not avatars.is_used(name):  # nor meanwhile
            storage.delete(name)
            log.info("stray_file_removed", name=name)


def _kept(names: Collection[str]) -> set[str]:
    """Those of some stored names that a row or a text names."""
    sent = select(Upload.key).where(Upload.key.in_(names))
    shown = select(PicturePlace.key).where(PicturePlace.key.in_(names))
    return set(db.session.scalars(sent.union(shown)))
