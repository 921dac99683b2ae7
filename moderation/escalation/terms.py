"""How a site has set a rule: whether it works, from which score on, whom it calls, what the customer reads; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from community.kernel.languages import LANGUAGES
from moderation.escalation.rules import EscalationRule
from moderation.staff import catalogue as staff

TEAMS: Final = tuple(team.slug for team in staff.TEAMS)
SHORTEST_WORDS: Final = 10
LONGEST_WORDS: Final = 200


class Mode(StrEnum):
    """Whether a rule works: not at all, only counting what it would do, or in earnest."""

    OFF = "off"
    WATCH = "watch"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The setting of one rule. `wording` holds the site's own sentence for the customer, by language."""

    mode: Mode
    bound: float | None
    tier: int
    team: str
    severity: float
    wording: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def usual(cls, rule: EscalationRule, preset: str) -> "Terms":
        """What the catalogue says, for a preset. A rule that a site has just made only watches."""
        return cls(
            mode=Mode.WATCH if rule.own else Mode.LIVE,
            bound=rule.presets.get(preset, {}).get("bound", rule.bound),
            tier=rule.tier,
            team=rule.team,
            severity=rule.severity,
        )

    def changed(self, given: Mapping[str, Any]) -> "Terms":
        """The terms with what `given` names set anew; it must be checked."""
        known = {name: given[name] for name in ("bound", "tier", "team", "severity") if name in given}
        if self.bound is None:
            known.pop("bound", None)
        mode = Mode(given.get("mode", self.mode))
        wording = {lang: given.get("wording", self.wording).get(lang, "") for lang in LANGUAGES}
        kept = {lang: words for lang, words in wording.items() if words}
        return replace(self, **known, mode=mode, wording=kept)

    def plain(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "mode": str(self.mode),
            "bound": self.bound,
            "tier": self.tier,
            "team": self.team,
            "severity": self.severity,
            "wording": dict(self.wording),
        }


def applied(rule: EscalationRule, terms: Terms) -> EscalationRule:
    """The rule as it works under these terms."""
    return replace(rule, bound=terms.bound, tier=terms.tier, team=terms.team, severity=terms.severity)


def in_mode(rules: Iterable[tuple[EscalationRule, Terms]], mode: Mode) -> list[EscalationRule]:
    """The rules that work in this mode, each under its terms."""
    return [applied(rule, terms) for rule, terms in rules if terms.mode is mode]


def differences(before: Terms, after: Terms) -> tuple[str, ...]:
    """What differs, such as "bound: 0.5 → 0.62"."""
    one, other = _flat(before), _flat(after)
    return tuple(
        f"{name}: {_said(one[name])} → {_said(other[name])}" for name in one if one[name] != other[name]
    )


def _flat(terms: Terms) -> dict[str, object]:
    plain = terms.plain()
    words = plain.pop("wording")
    return {**plain, **{f"words ({lang})": words.get(lang, "") for lang in LANGUAGES}}


def _said(value: object) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:g}"
    return str(value) if value else "–"
