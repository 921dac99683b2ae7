"""Opinions that were given, and what they have cost today."""

import hashlib

from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.furnish import site_settings
from moderation.opinion.models import Opinion
from moderation.opinion.rules import State
from moderation.triage import pii


def model() -> str:
    """The model that this site asks; "" where it asks none."""
    return site_settings().model_asked


def told(text: str) -> str:
    """A text as it may leave the site: without private data."""
    return pii.masked(text)


def digest(text: str) -> str:
    """What names a text without saying it."""
    return hashlib.sha256(told(text).encode("utf-8", "replace")).hexdigest()


def asked(text: str) -> Opinion | None:
    """What the model in use said about a text, or that it said nothing; None if it was not asked."""
    name = model()
    if not name:
        return None
    return db.session.scalars(
        select(Opinion).where(Opinion.model == name, Opinion.digest == digest(text))
    ).one_or_none()


def opinion_on(text: str) -> dict[str, float] | None:
    """The scores that the model in use gave a text."""
    found = asked(text)
    return dict(found.scores) if found is not None and found.state == State.GIVEN else None


def spent_today() -> tuple[int, int]:
    """Requests and tokens since midnight UTC."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    row = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Opinion.token_count), 0)).where(
            Opinion.asked_at >= midnight
        )
    ).one()
    return int(row[0]), int(row[1])
