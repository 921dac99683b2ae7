"""The inboxes of the demonstration community: people have read what is older than a day."""

from datetime import timedelta
from typing import Final

from flask import Flask
from sqlalchemy import update

from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel import clock
from community.kernel.db import db
from community.notifications.models import Notification

UNREAD_FOR: Final = timedelta(days=1)


def read_the_old(script: Script) -> None:
    """Mark every notification but the newest as read, at the moment it came."""
    db.session.execute(
        update(Notification)
        .where(Notification.created_at < clock.now() - UNREAD_FOR, Notification.read_at.is_(None))
        .values(read_at=Notification.created_at),
        execution_options={"synchronize_session": False},
    )


def init_app(app: Flask) -> None:
    """Run this when the demonstration has been played."""
    parts.furnish(app, read_the_old)
