"""Which rules speak up, which one wins, and how urgent a case is."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.escalation import rules
from moderation.escalation.catalogue import RULES
from moderation.escalation.rules import Evidence, Facts, Fired, Weight
from moderation.triage.records import Score

ORDER = ("P4", "P3", "P2", "P1")


def said(**scores: float) -> Facts:
    return Facts(scores={slug: Score(value, (slug,)) for slug, value in scores.items()}, asking=True)


def slugs(facts: Facts) -> list[str]:
    return [each.rule.slug for each in rules.fired(RULES, facts)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (said(anger=0.6, complaint=0.6), ["angry-complaint"]),
        (said(anger=0.6, complaint=0.2), []),
        (said(anger=0.9), ["angry-complaint"]),
        (said(complaint=0.9), []),
        (said(expertise=0.5), ["expert-level"]),
        (said(legal=0.7, churn=0.5), ["legal-or-media", "leaving"]),
        (said(pii=1.0, account=0.8), ["private-data", "account-specific"]),
        (said(anger=0.9, complaint=0.9, spam=0.6), []),
        (said(account=0.9, service=0.9, spam=0.6), ["account-specific"]),
        (Facts(asker_stars=(1, 2)), ["low-stars"]),
        (Facts(asker_stars=(1, 3)), []),
        (Facts(asker_stars=(1, 0)), []),
        (Facts(asker_stars=()), []),
        (Facts(silent_for=timedelta(hours=2)), ["unanswered"]),
        (Facts(silent_for=timedelta(minutes=119)), []),
    ],
)
def test_rules_speak_up_for_what_they_are_about(facts: Facts, expected: list[str]) -> None:
    assert slugs(facts) == expected


def test_a_deep_remark_needs_no_expert() -> None:
    assert slugs(Facts(scores={"expertise": Score(0.9)}, asking=False)) == []


def test_insults_that_are_kept_back_are_no_customers_matter() -> None:
    insult = {"anger": Score(0.95), "complaint": Score(0.1)}
    assert slugs(Facts(scores=insult, held=True)) == []
    assert slugs(Facts(scores={**insult, "service": Score(0.7)}, held=True)) == ["angry-complaint"]


def test_advertising_that_is_kept_back_is_no_case_however_much_it_talks_of_service() -> None:
    advert = {"account": Score(0.9), "service": Score(0.9), "spam": Score(0.9)}
    assert slugs(Facts(scores=advert, held=True)) == []


@given(st.permutations(list(RULES)))
def test_tier_two_wins(order: list[rules.EscalationRule]) -> None:
    found = [Fired(rule, Evidence(1.0)) for rule in order]
    assert rules.strongest(found).rule.tier == 2


SHARES = st.floats(0, 1)
MINUTES = st.floats(0, 60 * 24 * 20)


@given(SHARES, SHARES, SHARES, MINUTES, SHARES)
def test_more_anger_never_lowers_the_priority(
    severity: float, calm: float, angry: float, waited: float, reach: float
) -> None:
    low, high = sorted((calm, angry))
    bands = [
        ORDER.index(Weight(severity=severity, anger=anger, waited_minutes=waited, influence=reach).band)
        for anger in (low, high)
    ]
    assert bands[0] <= bands[1]


@given(SHARES, SHARES, SHARES)
def test_waiting_overtakes_in_the_end(severity: float, anger: float, reach: float) -> None:
    weight = Weight(severity=severity, anger=anger, waited_minutes=4 * 24 * 60, influence=reach)
    assert weight.band == "P1"


@given(SHARES, SHARES, MINUTES, SHARES)
def test_reach_moves_it_by_one_band_at_most(
    severity: float, anger: float, waited: float, reach: float
) -> None:
    bands = [
        ORDER.index(Weight(severity=severity, anger=anger, waited_minutes=waited, influence=each).band)
        for each in (0.0, reach)
    ]
    assert 0 <= bands[1] - bands[0] <= 1


@given(SHARES, SHARES, MINUTES, SHARES)
def test_the_parts_add_up_to_the_points(severity: float, anger: float, waited: float, reach: float) -> None:
    weight = Weight(severity=severity, anger=anger, waited_minutes=waited, influence=reach)
    assert sum(weight.parts.values()) == pytest.approx(weight.points)
    assert 0 <= weight.points <= 100 + 1e-9


def test_every_rule_has_a_reason_of_its_own() -> None:
    assert len({rule.reason for rule in RULES}) == len(RULES)
