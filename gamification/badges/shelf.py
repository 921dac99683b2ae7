"""Every badge that there is on this site: those of the catalogue, and those that were made here."""

from collections.abc import Collection, Mapping
from typing import Any, Final

import structlog
from sqlalchemy import bindparam, select

from community.kernel.db import db, table_of
from community.kernel.languages import current_language
from gamification.badges.catalogue import BADGES
from gamification.badges.metrics import Metric
from gamification.badges.models import CustomBadge, CustomState
from gamification.badges.rules import Badge, Family, Gate, Scope, Tier
from gamification.badges.windows import parsed

log = structlog.get_logger(__name__)
custom = table_of(CustomBadge)
LIVE: Final = select(custom).where(custom.c.state == CustomState.LIVE).order_by(custom.c.id)
NAMED: Final = select(custom).where(custom.c.slug.in_(bindparam("slugs", expanding=True)))


def live() -> list[Badge]:
    """Every badge that is given now."""
    made = (_or_none(row) for row in db.session.execute(LIVE).mappings())
    return [*BADGES, *(badge for badge in made if badge is not None)]


def live_one(slug: str, *, held: bool = False) -> Badge | None:
    """One that was made here and is live, as it is given now; `held` so until the transaction ends."""
    asked = LIVE.where(custom.c.slug == slug)
    row = db.session.execute(asked.with_for_update(read=True) if held else asked).mappings().one_or_none()
    return as_badge(row) if row is not None else None


def named(slugs: Collection[str], *, drafts: bool = False) -> dict[str, Badge]:
    """The badges of these names, retired ones too; names that left are missing, and drafts unless asked for."""
    found = {slug: BADGES[slug] for slug in slugs if slug in BADGES}
    others = [slug for slug in slugs if slug not in BADGES]
    if others:
        for row in db.session.execute(NAMED, {"slugs": others}).mappings():
            badge = _or_none(row) if drafts or row["state"] != CustomState.DRAFT else None
            if badge is not None:
                found[badge.slug] = badge
    return found


def in_language(slug: str, lang: str) -> Badge:
    """A badge that was made here, as readers of `lang` know it. Raises LookupError."""
    row = db.session.execute(select(custom).where(custom.c.slug == slug)).mappings().one_or_none()
    if row is None:
        raise LookupError(slug)
    return as_badge(row, lang)


def row_of(made: CustomBadge) -> dict[str, Any]:
    """The columns of a badge that was made here."""
    return {column.name: getattr(made, column.name) for column in custom.columns}


def as_badge(row: Mapping[Any, Any], lang: str | None = None) -> Badge:
    """The badge that a row of `custom_badges` describes, in the reader's language or in `lang`.

    Raises ValueError for a rule that this version does not know.
    """
    in_chinese = (lang or current_language()) == "zh-Hans"
    gate = Gate(row["gate_mean"], row["gate_ratings"]) if row["gate_mean"] is not None else None
    return Badge(
        slug=row["slug"],
        title=_either(row["title"], row["title_zh"], second=in_chinese),
        blurb=_either(row["blurb"], row["blurb_zh"], second=in_chinese),
        tier=Tier(row["tier"]),
        family=Family(row["family"]),
        metric=Metric(row["metric"]),
        threshold=row["threshold"],
        window=parsed(row["window"]),
        scope=Scope(row["tag"], row["lang"]),
        gate=gate,
        repeatable=row["repeatable"],
        expires_after=row["expires_after"],
        revocable=row["revocable"],
        secret=row["secret"],
        glyph=row["glyph"],
    )


def _either(first: str, second_word: str, *, second: bool) -> str:
    return (second_word or first) if second else (first or second_word)


def _or_none(row: Mapping[Any, Any]) -> Badge | None:
    """A rule that cannot be read gives nobody anything; `huzhu check` names it."""
    try:
        return as_badge(row)
    except ValueError as error:
        log.warning("badge_unreadable", badge=row["slug"], error=str(error))
        return None
