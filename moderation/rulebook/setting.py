"""Changing what a rule does on this site."""

import math
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete

from community.kernel import clock
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Invalid, NotFound
from community.kernel.furnish import site_settings
from community.kernel.languages import LANGUAGES
from community.kernel.lengths import one_line
from community.kernel.meanwhile import base_of, ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.unit_of_work import afterwards
from community.kernel.upsert import insert
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.escalation import in_force, rules
from moderation.escalation.in_force import SetRule
from moderation.escalation.models import RuleSetting
from moderation.escalation.terms import LONGEST_WORDS, SHORTEST_WORDS, TEAMS, Mode, Terms, differences

_MARKUP: Final = frozenset("<>[]{}*_`#|\\")
LONGEST_REASON: Final = 300
TURN: Final = "rules of escalation"


def rule_or_404(slug: str) -> SetRule:
    """A rule of the catalogue or of the site; raises NotFound."""
    found = in_force.rules().get(slug)
    if found is None:
        raise NotFound
    return found


def rule_to_change(slug: str) -> SetRule:
    """The same as it is at this moment, for whoever changes it: until the transaction ends, nobody else does."""
    wait_for_turn(TURN)
    in_force.forget()
    return rule_or_404(slug)


def base_of_terms(terms: Terms) -> str:
    """What the form of a rule is filled with, in short."""
    return base_of(terms.plain())


def is_pulled(rule: rules.EscalationRule) -> bool:
    """Whether only people pull it: then it is always on, and the kind of help they ask for is the tier."""
    return rule.detects is rules.said_by_people


def proposed(each: SetRule, given: Mapping[str, Any]) -> Terms:
    """The terms that `given` (as of `Terms.plain`) makes of those in force. Raises Invalid."""
    if "mode" in given and given["mode"] not in set(Mode):
        raise Invalid(N_("A rule is off, watch or live."), field="mode")
    if is_pulled(each.rule) and (
        given.get("mode", Mode.LIVE) != Mode.LIVE or given.get("tier", each.terms.tier) != each.terms.tier
    ):
        raise Invalid(
            N_("People pull this rule themselves, so it stays on, and so does its tier."), field="mode"
        )
    _check_numbers(each, given)
    if "tier" in given and given["tier"] not in (rules.TIER_1, rules.TIER_2):
        raise Invalid(N_("A tier is 1 or 2."), field="tier")
    if "team" in given and given["team"] not in TEAMS:
        raise Invalid(N_("There is no such team."), field="team")
    if "wording" in given:
        given = {**given, "wording": _checked_wording(given["wording"])}
    return each.terms.changed(given)


def rehearsable(each: SetRule, given: Mapping[str, Any]) -> Terms:
    """The same for a rehearsal. Raises Invalid also for what only people pull."""
    if is_pulled(each.rule):
        raise Invalid(N_("People pull this rule, so there is nothing to rehearse."), field="mode")
    return proposed(each, given)


def _check_numbers(each: SetRule, given: Mapping[str, Any]) -> None:
    bound = given.get("bound", each.terms.bound)
    if each.terms.bound is not None and not (_is_number(bound) and 0 <= bound <= 1):
        raise Invalid(N_("A threshold is a number from 0 to 1."), field="bound")
    if each.terms.bound is None and given.get("bound") is not None:
        raise Invalid(N_("This rule goes by no score, so it has no threshold."), field="bound")
    severity = given.get("severity", each.terms.severity)
    if not (_is_number(severity) and 0 <= severity <= 1):
        raise Invalid(N_("Severity is a number from 0 to 1."), field="severity")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _checked_wording(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping) or not set(given) <= set(LANGUAGES):
        raise Invalid(
            N_("Own sentences are kept by language: %(known)s."), field="wording", known=", ".join(LANGUAGES)
        )
    kept = {}
    for lang, typed in given.items():
        words = " ".join(str(typed or "").replace("\x00", "").split())
        if words and not SHORTEST_WORDS <= len(words) <= LONGEST_WORDS:
            raise Invalid(
                N_("A sentence has %(least)s to %(most)s characters; leave it empty for the usual one."),
                field=f"wording-{lang}",
                least=SHORTEST_WORDS,
                most=LONGEST_WORDS,
            )
        if _MARKUP & set(words):
            raise Invalid(N_("Write plain words without markup signs."), field=f"wording-{lang}")
        kept[lang] = words
    return kept


def put_into_force(each: SetRule, terms: Terms, *, by: Actor, why: str = "", base: str | None = None) -> bool:
    """Let a rule work as `terms` say, from now on; whether that changes anything.

    Conflict is raised where it is no longer what the admin saw, which `base` says.
    """
    ensure(by, Permission.SET_RULES)
    ensure_unchanged(base, base_of_terms(each.terms), base_of_terms(terms))
    changes = differences(each.terms, terms)
    if not changes:
        return False
    if terms == Terms.usual(each.rule, site_settings().preset):
        db.session.execute(delete(RuleSetting).where(RuleSetting.rule == each.rule.slug))
    else:
        values = {"given": terms.plain(), "changed_at": clock.now(), "changed_by_id": by.member_id}
        statement = insert(RuleSetting).values(rule=each.rule.slug, **values)
        db.session.execute(statement.on_conflict_do_update(index_elements=["rule"], set_=values))
    afterwards(in_force.forget)
    audit.record(
        "rule-changed",
        f"rule:{each.rule.slug}",
        by=by,
        reason=one_line(why, LONGEST_REASON, "why"),
        data={"changes": list(changes)},
    )
    return True
