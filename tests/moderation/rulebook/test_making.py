"""Rules without code: conditions that must all hold, watched first, then live."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.routing import letters
from moderation.escalation import in_force
from moderation.escalation.conditions import Condition, built
from moderation.escalation.models import Case, Escalation, RuleSighting
from moderation.escalation.rules import Facts, Scene
from moderation.rulebook import forms, making, setting
from moderation.triage.records import Score
from tests.conftest import SignIn
from tests.moderation.escalation.conftest import CALM
from tests.moderation.rulebook.conftest import Ask


def speaks(conditions: list[dict[str, object]], facts: Facts) -> bool:
    rule = built("own-x", "X", [Condition.of(each) for each in making.checked(conditions)])
    return rule.detects(facts) is not None


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_score_counts_from_its_bound_on(score: float, least: float) -> None:
    facts = Facts(scores={"anger": Score(score)})
    assert speaks([{"what": "detector", "name": "anger", "least": least}], facts) == (score >= least)


SCENE = Scene(
    text="I want a refund, 退款 please",
    tags=frozenset({"router"}),
    lang="en",
    kind="question",
    level=1,
    followers=3,
    contacts=2,
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"what": "words", "any": ["REFUND"]}, True),
        ({"what": "words", "any": ["fund"]}, False),
        ({"what": "words", "any": ["退款"]}, True),
        ({"what": "tag", "any": ["mesh", "router"]}, True),
        ({"what": "lang", "any": ["zh-Hans"]}, False),
        ({"what": "kind", "any": ["question"]}, True),
        ({"what": "channel", "any": ["email"]}, False),
        ({"what": "followers", "least": 3}, True),
        ({"what": "contacts", "most": 1}, False),
        ({"what": "level", "least": 1, "most": 2}, True),
        ({"what": "waiting", "least": 1}, False),
    ],
)
def test_each_condition_says_what_it_says(condition: dict[str, object], expected: bool) -> None:
    assert speaks([condition], Facts(scene=SCENE)) is expected


def test_all_conditions_must_hold_and_the_weakest_score_counts() -> None:
    conditions: list[dict[str, object]] = [
        {"what": "detector", "name": "anger", "least": 0.4},
        {"what": "detector", "name": "churn", "least": 0.2},
        {"what": "tag", "any": ["router"]},
    ]
    rule = built("own-x", "X", [Condition.of(each) for each in making.checked(conditions)])
    evidence = rule.detects(Facts(scores={"anger": Score(0.9), "churn": Score(0.3)}, scene=SCENE))
    assert evidence is not None
    assert evidence.score == 0.3
    assert rule.detects(Facts(scores={"anger": Score(0.9), "churn": Score(0.3)})) is None


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        "text",
        [{"what": "colour"}],
        [{"what": "detector", "name": "luck", "least": 0.5}],
        [{"what": "detector", "name": "anger"}],
        [{"what": "detector", "name": "anger", "least": 2}],
        [{"what": "level", "least": 3, "most": 1}],
        [{"what": "words", "any": []}],
        [{"what": "words", "any": ["x" * 61]}],
        [{"what": "kind", "any": ["poem"]}],
        [{"what": "lang", "any": ["zh"]}],
        [{"what": "tag", "any": ["a"], "more": 1}],
        [{"what": "tag", "any": ["a"]}] * 9,
    ],
)
def test_what_is_no_condition_is_refused(wrong: object) -> None:
    with pytest.raises(Invalid):
        making.checked(wrong)


def test_a_form_and_its_conditions_are_the_same() -> None:
    kept = making.checked(
        [
            {"what": "detector", "name": "anger", "least": 0.6},
            {"what": "contacts", "least": 2},
            {"what": "tag", "any": ["router", "mesh"]},
            {"what": "lang", "any": ["zh-Hans"]},
        ]
    )
    shown = forms.filled(kept)
    typed = {name: value for name, value in shown.items() if isinstance(value, str)}
    chosen = {name: value for name, value in shown.items() if isinstance(value, list)}
    assert making.checked(forms.conditions(typed, chosen)) == kept


def test_it_watches_first_then_raises_and_retired_it_is_silent(ask: Ask, bob: Actor, admin: Actor) -> None:
    with unit_of_work():
        slug = making.make("Guest network", [{"what": "words", "any": ["guest network"]}], by=admin).slug
    ask(CALM)
    assert db.session.query(Case).count() == 0
    assert db.session.query(RuleSighting).filter_by(rule=slug).count() == 1
    with unit_of_work():
        each = setting.rule_or_404(slug)
        setting.put_into_force(each, setting.proposed(each, {"mode": "live", "team": "accounts"}), by=admin)
    question = ask((f"{CALM[0]} Again", f"{CALM[1]} Really."))
    case = db.session.query(Case).one()
    assert (case.question_id, case.reasons, case.team) == (question.id, [slug], "accounts")
    with unit_of_work():
        making.retire(slug, by=admin)
    ask((f"{CALM[0]} Once more", f"{CALM[1]} Truly."), by=bob)  # a third time of one's own is another rule's
    assert db.session.query(Case).count() == 1
    assert in_force.known()[slug].title == "Guest network"


def test_a_rule_about_waiting_is_asked_by_the_clock_once(ask: Ask, admin: Actor) -> None:
    monday = clock.parse("2026-11-30T10:00:00Z")
    with unit_of_work():
        conditions = [{"what": "waiting", "least": 30}, {"what": "tag", "any": ["wifi"]}]
        slug = making.make("Half an hour in wifi", conditions, by=admin).slug
        in_force.forget()
        each = setting.rule_or_404(slug)
        setting.put_into_force(each, setting.proposed(each, {"mode": "live"}), by=admin)
    with clock.at(monday):
        question = ask(CALM)
    worker.tick(monday + timedelta(minutes=29))
    assert db.session.query(Case).count() == 0
    for minutes in (31, 32, 33):
        worker.tick(monday + timedelta(minutes=minutes))
    case = db.session.query(Case).one()
    assert (case.question_id, case.reasons) == (question.id, [slug])


def test_an_admin_makes_a_rule_in_the_browser(client: FlaskClient, admin: Actor, sign_in: SignIn) -> None:
    sign_in(client, admin)
    assert client.get("/desk/rules/new").status_code == 200
    refused = client.post(
        "/desk/rules/new", data={"title": "Refunds", "words": "", "tag": "mesh"} | {"level-least": "9"}
    )
    assert refused.status_code == 422
    assert 'value="mesh"' in refused.text
    made = client.post("/desk/rules/new", data={"title": "Refunds", "words": "refund，退款", "lang": ["en"]})
    assert made.status_code == 303
    page = client.get(made.headers["Location"])
    assert "退款" in page.text
    assert client.get("/desk/rules/own-refunds/conditions").status_code == 200
    assert client.post("/desk/rules/own-refunds/retire").status_code == 303


def test_it_reads_a_private_letter_and_knows_who_wrote_it(ask: Ask, alice: Actor, admin: Actor) -> None:
    told = [{"what": "words", "any": ["vesuvius"]}, {"what": "kind", "any": ["message"]}]
    strangers = [{"what": "kind", "any": ["message"]}, {"what": "level", "most": 0}]
    with unit_of_work():
        named = making.make("Vesuvius", told, by=admin).slug
        other = making.make("Strangers", strangers, by=admin).slug
        for slug in (named, other):
            each = setting.rule_or_404(slug)
            setting.put_into_force(each, setting.proposed(each, {"mode": "live"}), by=admin)
    question = ask(CALM)
    with unit_of_work():
        letters.write_to_team(question, "It is the model Vesuvius, if that helps.", by=alice)
    assert {each.rule for each in db.session.query(Escalation)} == {"asked-for-staff", named}
