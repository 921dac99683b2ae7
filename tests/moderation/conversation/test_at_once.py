"""What several do at the same moment happens once, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions import queries as questions
from community.questions.models import Question
from community.routing import letters
from community.routing import queries as routing
from community.routing.models import Letter
from moderation.canned import services as canned
from moderation.canned.models import CannedResponse
from moderation.escalation import queries, working
from moderation.escalation.models import Case
from moderation.macros import services as macros
from moderation.macros.rules import Step
from moderation.surveys import queries as surveys
from moderation.surveys import services, timers
from moderation.surveys.models import Survey
from moderation.surveys.rules import Ratings
from moderation.surveys.services import Said
from tests.conftest import both_databases
from tests.parallel import at_once

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


def as_one(deed: Callable[[], object]) -> Callable[[], None]:
    def done() -> None:
        with unit_of_work():
            deed()

    return done


@both_databases
def test_a_letter_and_a_settlement_at_once_leave_one_truth(
    app: Flask, question: Question, case: Case, alice: Actor, dave: Actor
) -> None:
    question_id, case_id = question.id, case.id

    def write() -> None:
        letters.write_to_team(
            questions.question_or_404(question_id, for_update=True), "One more thing.", by=alice
        )

    at_once(app, [as_one(write), as_one(lambda: working.resolve(case_id, by=dave))])
    assert db.session.query(Letter).count() == 1
    assert queries.breaches(db.session()) == []
    assert routing.broken_paths(db.session()) == []


@both_databases
def test_one_form_sent_four_times_at_once_writes_one_letter(
    app: Flask, question: Question, case: Case, alice: Actor
) -> None:
    question_id = question.id

    def write() -> None:
        asked = questions.question_or_404(question_id, for_update=True)
        letters.write_to_team(asked, "My order number is 88123977.", by=alice, key="same")

    at_once(app, [as_one(write)] * 4)
    assert db.session.query(Letter).count() == 1


@both_databases
def test_three_workers_ask_a_customer_once(app: Flask, case: Case, alice: Actor, dave: Actor) -> None:
    with clock.at(MONDAY), unit_of_work():
        working.resolve(case.id, by=dave)
    later = MONDAY + timedelta(days=2)
    at_once(app, [lambda: timers.look(later)] * 3)
    assert db.session.query(Survey).one().state == "asked"
    assert db.session.query(Notification).filter_by(member_id=alice.id, kind="survey").count() == 1


@both_databases
def test_answers_sent_at_once_leave_one_whole_answer(
    app: Flask, case: Case, alice: Actor, dave: Actor
) -> None:
    with unit_of_work():
        working.resolve(case.id, by=dave)
        survey = db.session.query(Survey).one()
        survey.ask_at = clock.now() - timedelta(minutes=1)
    timers.look(clock.now())
    survey_id = survey.id

    def answer(number: int) -> Callable[[], None]:
        said = Said(Ratings(number, 6 - number), not_solved=number == 1)
        return as_one(lambda: services.answer(survey_id, said, by=alice))

    at_once(app, [answer(number) for number in (1, 2, 3, 4)])
    db.session.expire_all()
    found = db.session.query(Survey).one()
    assert found.ratings is not None
    assert found.ratings.expected + found.ratings.experienced == 6
    assert surveys.breaches(db.session()) == []
    assert queries.breaches(db.session()) == []


@both_databases
def test_two_new_ones_of_one_title_at_once_are_both_kept(app: Flask, dave: Actor) -> None:
    def new(body: str, lang: str) -> Callable[[], None]:
        return as_one(lambda: canned.keep(canned.Kept("Restart", body, lang), by=dave))

    at_once(app, [new("One.", "en"), new("Two.", "en"), new("三。", "zh-Hans")])
    found = db.session.query(CannedResponse).all()
    assert {each.body for each in found} == {"One.", "Two.", "三。"}
    assert {each.slug for each in found} == {"restart", "restart-2", "restart-3"}


@both_databases
def test_a_macro_and_a_settlement_at_once_are_all_or_nothing(app: Flask, case: Case, dave: Actor) -> None:
    case_id = case.id
    with unit_of_work():
        slug = macros.keep("Both", (Step("letter", {"text": "Wait a bit."}), Step("wait", {})), by=dave)
    at_once(
        app,
        [
            as_one(lambda: macros.run(case_id, slug, by=dave)),
            as_one(lambda: working.resolve(case_id, by=dave)),
        ],
    )
    db.session.expire_all()
    assert db.session.get_one(Case, case_id).state == "resolved"
    assert db.session.query(Letter).count() in {0, 1}
    assert queries.breaches(db.session()) == []
