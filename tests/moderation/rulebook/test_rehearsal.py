"""A rehearsal tells what a rule would raise newly and no more, and changes nothing."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answers
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import queries as questions
from moderation.escalation.models import Case, Escalation, RuleSighting
from moderation.escalation.terms import Mode
from moderation.rulebook import judging, making, setting
from moderation.rulebook.cli import rules as command
from moderation.rulebook.rehearsal import Rehearsal, rehearse
from tests.conftest import SignIn, both_databases
from tests.moderation.escalation.conftest import ANGRY_EN, ANGRY_ZH, CALM, EXPERT_EN, EXPERT_ZH
from tests.moderation.rulebook.conftest import Ask


def tried(slug: str, days: int = 7, **given: object) -> Rehearsal:
    each = setting.rule_or_404(slug)
    return rehearse(each, setting.rehearsable(each, given), days)


@both_databases
def test_it_sees_what_stops_and_what_stays(app: Flask, ask: Ask, dave: Actor) -> None:
    for words in (EXPERT_EN, EXPERT_ZH, CALM, ANGRY_EN):
        ask(words)
    case = db.session.query(Case).filter_by(tier=2).first()
    why = db.session.query(Escalation).filter_by(case_id=case.id).first()
    with unit_of_work():
        judging.judge(case.id, why.id, "wrong", by=dave)
    before = db.session.query(Escalation).count()
    same = tried("expert-level")
    assert (len(same.kept), len(same.new), len(same.gone)) == (2, 0, 0)
    off = tried("expert-level", mode=Mode.OFF)
    assert (off.raised, len(off.gone), off.verdicts("gone", "wrong")) == (0, 2, 1)
    assert {each.case_id for each in off.gone} >= {case.id}
    assert (db.session.query(Escalation).count(), db.session.query(RuleSighting).count()) == (before, 0)


def test_a_lower_threshold_finds_new_ones_with_their_evidence(ask: Ask, admin: Actor) -> None:
    with unit_of_work():
        each = setting.rule_or_404("angry-complaint")
        setting.put_into_force(each, setting.proposed(each, {"bound": 1.0}), by=admin)
    questions_asked = [ask(words) for words in (ANGRY_EN, ANGRY_ZH, CALM)]
    raised = db.session.query(Case).count()
    found = tried("angry-complaint", bound=0.5)
    assert {each.question_id for each in (*found.new, *found.kept)} == {
        questions_asked[0].id,
        questions_asked[1].id,
    }
    assert all(each.score >= 0.5 and each.quotes for each in found.new)
    assert db.session.query(Case).count() == raised


def test_it_looks_only_at_the_days_asked_for(ask: Ask) -> None:
    with clock.at(clock.now() - timedelta(days=10)):
        ask(EXPERT_EN)
    assert tried("expert-level", days=7).total == 0
    assert len(tried("expert-level", days=14).kept) == 1


def test_a_rule_of_the_site_is_rehearsed_before_it_goes_live(ask: Ask, admin: Actor) -> None:
    ask(CALM)
    ask(ANGRY_EN)
    with unit_of_work():
        made = making.make("Guest network", [{"what": "words", "any": ["guest network"]}], by=admin)
    found = tried(made.slug, mode="live")
    assert (len(found.new), len(found.gone)) == (1, 0)


def test_waiting_is_rehearsed_by_how_long_nobody_answered(ask: Ask, bob: Actor, admin: Actor) -> None:
    monday = clock.parse("2026-11-23T10:00:00Z")
    with clock.at(monday):
        slow, quick = ask(CALM), ask((f"{CALM[0]} Again", f"{CALM[1]} Really."))
    for question, minutes in ((slow, 90), (quick, 10)):
        with clock.at(monday + timedelta(minutes=minutes)), unit_of_work():
            answers.answer(
                questions.question_or_404(question.id),
                f"Tap the pencil beside the name and wait {minutes} seconds until it is saved.",
                by=bob,
            )
    with unit_of_work():
        made = making.make("An hour without a word", [{"what": "waiting", "least": 60}], by=admin)
    with clock.at(monday + timedelta(days=1)):
        assert [each.question_id for each in tried(made.slug, mode="live").new] == [slow.id]


def test_what_takes_too_long_says_how_far_it_came(ask: Ask) -> None:
    for number in range(3):
        ask((f"{CALM[0]} {number}", f"{CALM[1]} Number {number}."))
    each = setting.rule_or_404("expert-level")
    found = rehearse(each, each.terms, seconds=0.0)
    assert (found.looked, found.total, found.complete) == (1, 3, False)


def test_the_page_the_command_and_the_numbers_agree(
    app: Flask, client: FlaskClient, ask: Ask, admin: Actor, sign_in: SignIn
) -> None:
    ask(EXPERT_EN)
    page = sign_in(client, admin).get("/desk/rules/expert-level/rehearsal?bound=1&days=28")
    assert page.status_code == 200
    assert "It would have raised" in page.text
    told = CliRunner().invoke(
        command, ["rehearse", "expert-level", "--threshold", "1", "--days", "28", "--json"], obj=lambda: app
    )
    assert told.exit_code == 0, told.output
    document = json.loads(told.output)
    assert document["would_raise"] + len(document["no_more"]) >= 1
    assert document["terms"]["bound"] == 1
    words = CliRunner().invoke(command, ["rehearse", "expert-level"], obj=lambda: app)
    assert "would have raised 1 cases: 1 that were raised, 0 new, 0 no more" in words.output


@pytest.mark.parametrize(
    "wrong", [["no-such-rule"], ["expert-level", "--threshold", "7"], ["asked-for-staff"]]
)
def test_the_command_says_what_is_wrong(app: Flask, wrong: list[str]) -> None:
    told = CliRunner().invoke(command, ["rehearse", *wrong], obj=lambda: app)
    assert told.exit_code == 2
    assert wrong[0] in told.output


def test_what_was_before_counts_in_a_rehearsal_as_it_did_then(ask: Ask) -> None:
    for more in ("", " Again.", " Still nothing."):
        ask((CALM[0], CALM[1] + more))
    assert db.session.query(Escalation).filter_by(rule="repeated-contact").count() == 1
    found = tried("repeated-contact")
    assert (len(found.kept), len(found.new), len(found.gone)) == (1, 0, 0)
