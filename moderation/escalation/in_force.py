"""The rules as they work on this site: read from the database every few seconds, kept in this process."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app
from sqlalchemy import select

from community.kernel.db import db
from community.kernel.furnish import site_settings
from community.routing.rules import MoveReason
from moderation.escalation.catalogue import BY_REASON, RULES
from moderation.escalation.conditions import Condition, built
from moderation.escalation.models import RuleSetting, SiteRule
from moderation.escalation.rules import EscalationRule
from moderation.escalation.terms import Mode, Terms, applied, in_mode

SECONDS: Final = 3.0  # so long may two processes disagree
_KEY: Final = "huzhu_escalation_rules"


@dataclass(frozen=True, slots=True)
class SetRule:
    """A rule of the catalogue or of the site, with its terms; `retired` ones only explain what they raised."""

    rule: EscalationRule
    terms: Terms
    retired: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    rules: Mapping[str, SetRule]
    until: float


def rules() -> Mapping[str, SetRule]:
    """Every rule by its slug: those of the catalogue in its order, then the site's own."""
    kept: _Kept | None = current_app.extensions.get(_KEY)
    if kept is None or kept.until < time.monotonic():
        kept = _Kept(_read(), time.monotonic() + SECONDS)
        current_app.extensions[_KEY] = kept
    return kept.rules


def forget() -> None:
    """Read them anew next time: they were changed here."""
    current_app.extensions.pop(_KEY, None)


def live() -> list[EscalationRule]:
    """The rules that work, each under its terms."""
    return _in(Mode.LIVE)


def watching() -> list[EscalationRule]:
    """The rules that only count what they would do."""
    return _in(Mode.WATCH)


def _in(mode: Mode) -> list[EscalationRule]:
    return in_mode(((each.rule, each.terms) for each in rules().values() if not each.retired), mode)


def known() -> dict[str, EscalationRule]:
    """Every rule that there is or was, under its terms, for pages that tell why."""
    return {slug: applied(each.rule, each.terms) for slug, each in rules().items()}


def behind(slug: str, reason: str) -> EscalationRule:
    """The rule that raised a need: by its slug, or by the reason for which a person did it."""
    every = known()
    if slug in every and every[slug].reason == reason:
        return every[slug]
    # What was taken back a moment later comes to staff for no reason of its own.
    return every[BY_REASON.get(MoveReason(reason), BY_REASON[MoveReason.TAKEN_BACK]).slug]


def wording(slug: str) -> Mapping[str, str]:
    """The site's own sentence for the customer, by language; empty where it has none."""
    return rules()[slug].terms.wording if slug in rules() else {}


def _read() -> dict[str, SetRule]:
    given: dict[str, dict[str, Any]] = dict(
        db.session.execute(select(RuleSetting.rule, RuleSetting.given)).all()
    )
    preset = site_settings().preset
    own = db.session.execute(
        select(SiteRule.slug, SiteRule.title, SiteRule.conditions, SiteRule.retired_at).order_by(
            SiteRule.made_at
        )
    ).all()
    found = [(rule, False) for rule in RULES]
    found += [
        (built(slug, title, [Condition.of(each) for each in conditions]), retired_at is not None)
        for slug, title, conditions, retired_at in own
    ]
    return {
        rule.slug: SetRule(rule, Terms.usual(rule, preset).changed(given.get(rule.slug, {})), retired)
        for rule, retired in found
    }
