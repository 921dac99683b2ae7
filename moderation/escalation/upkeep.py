"""What was told in private is not kept for ever: private data leaves letters some time after the matter is over."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from community.kernel import markup
from community.kernel.db import db
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import unit_of_work
from community.routing.models import Letter, Need
from moderation.escalation.privacy import Part, without
from moderation.triage import pii

AT_ONCE: Final = 200  # letters a tick: the rest waits for the next one


def mask_old_letters(now: datetime) -> None:
    """Put a word for its kind in place of private data in letters of matters that ended long enough ago."""
    before = now - timedelta(days=threshold("private_kept_days"))
    over = (
        select(Letter.id)
        .join(Need, Need.id == Letter.need_id)
        .where(Need.resolved_at < before, Letter.created_at < before, Letter.masked_at.is_(None))
        .order_by(Letter.id)
        .limit(AT_ONCE)
    )
    found = db.session.scalars(over).all()
    if not found:
        return
    with unit_of_work():
        for letter in db.session.scalars(
            select(Letter).where(Letter.id.in_(found)).with_for_update(key_share=True)
        ):
            _mask(letter, now)


def _mask(letter: Letter, now: datetime) -> None:
    text = letter.body_markdown
    parts = [Part(each.kind, each.start, each.end) for each in pii.find(text)]
    if parts:
        letter.body_markdown = without(text, parts)
        letter.body_html = markup.render(letter.body_markdown).html
    letter.masked_at = now
