"""What is covered in posts, and who looked at it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.posts import vault
from community.posts.models import VaultEntry
from moderation.audit.models import ModerationLogEntry
from moderation.masking.rules import REVEALED


@dataclass(frozen=True, slots=True)
class Look:
    """One look of a member of staff at what is covered."""

    at: datetime
    by: str
    reason: str
    kinds: tuple[str, ...]


def covered_in(post_id: int, numbers: Collection[int] | None = None) -> Sequence[VaultEntry]:
    """What is covered in a post now, or these numbers of it."""
    return [
        each
        for each in vault.entries(post_id)
        if each.shown_at is None and (numbers is None or each.number in numbers)
    ]


def reveals_lately(member_id: int) -> int:
    """How often a member of staff looked at private data within the last hour."""
    since = clock.now() - timedelta(hours=1)
    found = select(func.count()).where(
        ModerationLogEntry.act == REVEALED,
        ModerationLogEntry.by_id == member_id,
        ModerationLogEntry.at > since,
    )
    return db.session.scalar(found) or 0


def looks_at(post_id: int) -> Sequence[Look]:
    """Who of the staff looked at what is covered in a post, when and why, newest first."""
    rows = db.session.execute(
        select(ModerationLogEntry, Member.display_name)
        .outerjoin(Member, Member.id == ModerationLogEntry.by_id)
        .where(ModerationLogEntry.subject == f"post:{post_id}", ModerationLogEntry.act == REVEALED)
        .order_by(ModerationLogEntry.number.desc())
    )
    return [
        Look(entry.at, name or "?", entry.reason, tuple(entry.data.get("kinds", ()))) for entry, name in rows
    ]
