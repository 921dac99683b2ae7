"""Secret links that work once: to confirm, to reset, to change an address, to say that it is solved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, select, update

from community.accounts.models import OneTimeLink
from community.kernel import clock, secret_links
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.words import N_

KEEP_DEAD: Final = timedelta(days=7)


class Purpose(StrEnum):
    """What a link is for; a link never serves another purpose."""

    CONFIRM = "confirm"
    RESET = "reset"
    AFTER_RESET = "after-reset"  # in the browser's session: it has just set a new password
    EMAIL_CHANGE = "email-change"
    SOLVED = "solved"
    SURVEY = "survey"
    UNSUBSCRIBE = "unsubscribe"
    SECOND_STEP = "second-step"  # in the browser's session, between the two steps of signing in


@dataclass(frozen=True, slots=True)
class Life:
    """How long a link lives, whether a newer one ends it, and whether it ends when it was used."""

    lasts: timedelta
    replaced: bool
    once: bool = True


LIVES: Final[Mapping[Purpose, Life]] = {
    Purpose.CONFIRM: Life(timedelta(hours=24), replaced=True),
    Purpose.RESET: Life(timedelta(hours=1), replaced=True),
    Purpose.AFTER_RESET: Life(timedelta(minutes=15), replaced=True, once=False),
    Purpose.EMAIL_CHANGE: Life(timedelta(hours=1), replaced=True),
    Purpose.SOLVED: Life(timedelta(days=30), replaced=False),
    Purpose.SURVEY: Life(timedelta(days=90), replaced=False),  # the survey itself ends sooner
    Purpose.UNSUBSCRIBE: Life(timedelta(days=365), replaced=False, once=False),
    Purpose.SECOND_STEP: Life(timedelta(minutes=10), replaced=False),
}


class LinkExpired(NotFound):
    """The link was used, replaced, came too late, or never was one of ours: we do not say which."""

    status = 410
    slug = "link-expired"

    def __init__(self) -> None:
        super().__init__(N_("This link no longer works. Links work once and for a limited time."))


def issue(member_id: int, purpose: Purpose, payload: Mapping[str, Any] | None = None) -> str:
    """Make a link and return its seed, for a `MailLink`; the secret word itself is kept nowhere."""
    life = LIVES[purpose]
    if life.replaced:
        revoke(member_id, purpose)
    seed = secret_links.new_seed()
    now = clock.now()
    link = OneTimeLink(
        purpose=purpose,
        token_hash=secret_links.fingerprint(secret_links.word_of(seed)),
        member_id=member_id,
        payload=dict(payload or {}),
        created_at=now,
        expires_at=now + life.lasts,
    )
    db.session.add(link)
    db.session.flush()
    return seed


def look(word: str, purpose: Purpose) -> OneTimeLink:
    """The living link of `word`, unchanged: for the page with the button. Raises LinkExpired."""
    link = db.session.scalars(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == secret_links.fingerprint(word),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
        )
    ).first()
    if link is None or not link.member.is_open:
        raise LinkExpired
    return link


def use(word: str, purpose: Purpose) -> OneTimeLink:
    """The living link of `word`, used up by this; of two who try at once one gets it. Raises LinkExpired."""
    link = look(word, purpose)
    if LIVES[purpose].once:
        taken = db.session.execute(
            update(OneTimeLink)
            .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
            .values(used_at=clock.now())
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise LinkExpired
    return link


def revoke(member_id: int, *purposes: Purpose) -> None:
    """End the member's living links of these purposes."""
    db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.member_id == member_id,
            OneTimeLink.purpose.in_(purposes),
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )


def issued_since(member_id: int, purpose: Purpose, since: datetime) -> int:
    """How many links of `purpose` the member was sent since then."""
    counted = select(func.count()).where(
        OneTimeLink.member_id == member_id, OneTimeLink.purpose == purpose, OneTimeLink.created_at > since
    )
    return db.session.scalar(counted) or 0
