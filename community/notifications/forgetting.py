"""What is forgotten of news: what was read long ago. What is unread waits for its reader."""

from datetime import datetime, timedelta
from typing import Final

from flask import Flask
from sqlalchemy import delete, select

from community.kernel.daily import add_daily
from community.kernel.db import db
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification

JOB: Final = "notifications.forget-read"
STEP: Final = 2_000  # in one transaction: others want to write meanwhile


def init_app(app: Flask) -> None:
    """Register the daily look."""
    add_daily(app, JOB, forget_read)


def forget_read(now: datetime) -> None:
    """Remove what was read longer ago than the site keeps it."""
    old = Notification.read_at < now - timedelta(days=threshold("read_alert_days"))
    some = STEP
    while some == STEP:
        found = db.session.scalars(select(Notification.id).where(old).limit(STEP)).all()
        db.session.rollback()
        with unit_of_work():
            db.session.execute(delete(Notification).where(Notification.id.in_(found)))
        some = len(found)
