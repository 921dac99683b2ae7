"""Keeping an interrupted form for a day, a few for each browser, and letting it go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete, exists, select

from community.kept_forms.models import KeptForm
from community.kernel import clock, secret_links
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_

LASTS: Final = timedelta(days=1)
MOST_OF_BROWSER: Final = 3
MOST_IN_ALL: Final = 2_000  # then the oldest of all make room
LARGEST: Final = 200_000  # characters of all fields together

Fields = Sequence[tuple[str, str]]


def keep(key: str, action: str, fields: Fields, *, whose: int | None = None) -> KeptForm:
    """Keep a form for the browser of `key`; its oldest ones make room. Raises Invalid when it is too large.

    `whose` is the member who wrote it, where that is known: nobody else who signs in there finds it.
    """
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        raise Invalid(N_("This is too long to be kept while you sign in. Please copy it before you go on."))
    now = clock.now()
    db.session.execute(delete(KeptForm).where(KeptForm.expires_at < now))
    row = KeptForm(
        key_hash=_mark(key, whose),
        action=action,
        fields=[list(each) for each in fields],
        created_at=now,
        expires_at=now + LASTS,
    )
    db.session.add(row)
    db.session.flush()
    mine = _of([row.key_hash]).limit(MOST_OF_BROWSER).with_only_columns(KeptForm.id)
    ids = list(db.session.scalars(mine))
    db.session.execute(delete(KeptForm).where(KeptForm.key_hash == row.key_hash, KeptForm.id.not_in(ids)))
    first = select(KeptForm.id).order_by(KeptForm.id.desc()).offset(MOST_IN_ALL).limit(1)
    if (too_old := db.session.scalar(first)) is not None:
        db.session.execute(delete(KeptForm).where(KeptForm.id <= too_old))
    return row


def newest(key: str, *, by: Actor) -> KeptForm | None:
    """The form that this browser sent last and that still waits, unless somebody else wrote it."""
    return db.session.scalars(_of(_marks(key, by)).limit(1)).first() if key else None


def drop(key: str, form_id: int, *, by: Actor) -> None:
    """Let go of a form of this browser: it was sent, or is not wanted any more."""
    db.session.execute(delete(KeptForm).where(KeptForm.id == form_id, KeptForm.key_hash.in_(_marks(key, by))))


def forget_old(now: datetime) -> None:
    """Remove what waited for too long; does not write when there is nothing to remove."""
    old = KeptForm.expires_at < now
    if db.session.scalar(select(exists().where(old))):
        with unit_of_work():
            db.session.execute(delete(KeptForm).where(old))


def _mark(key: str, whose: int | None) -> str:
    """What forms of a browser are found by: those of a known member by another mark than those of nobody known."""
    return secret_links.fingerprint(key if whose is None else f"{key}:{whose}")


def _marks(key: str, by: Actor) -> Sequence[str]:
    return [_mark(key, whose) for whose in dict.fromkeys((None, by.member_id))]


def _of(marks: Sequence[str]) -> Select[KeptForm]:
    return (
        select(KeptForm)
        .where(KeptForm.key_hash.in_(marks), KeptForm.expires_at > clock.now())
        .order_by(KeptForm.id.desc())
    )
