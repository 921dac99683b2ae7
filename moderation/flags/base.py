"""The base: what reports are measured against, learnt from the site day by day unless an admin pins it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Invalid
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import threshold, whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.flags import rules
from moderation.flags.models import Flag, FlagBase
from moderation.flags.rules import FlagState

LEARNT: Final = "learnt"
PINNED: Final = "pinned"
FREED: Final = "freed"
MEMORY: Final = timedelta(days=365)
LEAST: Final = 1.0
MOST: Final = 1_000.0
_TURN: Final = "flag-base"  # whoever changes it sees what it was changed to before


def latest() -> FlagBase | None:
    """What the base was changed to last."""
    return db.session.scalars(select(FlagBase).order_by(FlagBase.id.desc()).limit(1)).one_or_none()


def current() -> float:
    """The base of this moment."""
    last = latest()
    return last.value if last else threshold("flag_base")


def is_pinned() -> bool:
    last = latest()
    return last is not None and last.source == PINNED


def history(limit: int = 60) -> Sequence[FlagBase]:
    """Changes, newest first; days on which nothing changed are left out."""
    return db.session.scalars(
        select(FlagBase)
        .where((FlagBase.source != LEARNT) | (FlagBase.before != FlagBase.value))
        .order_by(FlagBase.id.desc())
        .limit(limit)
    ).all()


def upheld_weights(now: datetime) -> list[float]:
    """For each post whose reports by two members or more were upheld within a year: what they weighed."""
    total = func.sum(Flag.weight)
    rows = db.session.scalars(
        select(total)
        .where(Flag.state == FlagState.UPHELD, Flag.decided_at > now - MEMORY)
        .group_by(Flag.post_id)
        .having(func.count() > 1)
    )
    return [float(each or 0.0) for each in rows]


def learn(now: datetime) -> None:
    """Learn once a day; two processes at once leave one line, and a pinned base stays."""
    if _known_today(now) or is_pinned():
        return
    with unit_of_work():
        wait_for_turn(_TURN)
        if is_pinned():
            return
        weights = upheld_weights(now)
        before = current()
        value = rules.learnt_base(
            weights,
            before,
            set_to=threshold("flag_base"),
            share=threshold("flag_base_percentile") / 100,
            few=whole("flag_learn_from"),
        )
        made = insert_once(
            FlagBase,
            day=now.date(),
            before=before,
            value=value,
            learnt_from=len(weights),
            source=LEARNT,
            created_at=now,
        )
        if made and value != before:
            _log(LEARNT, before, value, None, posts=len(weights))


def _known_today(now: datetime) -> bool:
    return db.session.scalar(select(FlagBase.id).where(FlagBase.day == now.date())) is not None


def pin(value: float, *, by: Actor) -> None:
    """Hold the base at a value that an admin chose, until somebody sets it free."""
    ensure(by, Permission.ADMINISTER)
    if not LEAST <= value <= MOST:
        raise Invalid(N_("The base is a number from 1 to 1,000."), field="value")
    wait_for_turn(_TURN)
    if not (is_pinned() and current() == value):
        _change(value, PINNED, by)


def free(*, by: Actor) -> None:
    """Let the site learn again, from where the base stands."""
    ensure(by, Permission.ADMINISTER)
    wait_for_turn(_TURN)
    if is_pinned():
        _change(current(), FREED, by)


def _change(value: float, source: str, by: Actor) -> None:
    before = current()
    db.session.add(FlagBase(before=before, value=value, source=source, by_id=by.id, created_at=clock.now()))
    db.session.flush()
    _log(source, before, value, by)


def _log(source: str, before: float, value: float, by: Actor | None, **more: int) -> None:
    audit.record(f"flag-base-{source}", "flags:base", by=by, data={"before": before, "value": value, **more})
