"""Many at once on one case: exactly one wins, and the others learn who."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from community.comments import services as comments
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import queries as questions
from community.routing import asking
from community.routing import queries as routing
from moderation.audit.checking import chain_breaches
from moderation.escalation import queries, replying, silence, timers, working
from moderation.escalation.models import Case, Escalation
from moderation.sla.models import CaseClock
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.escalation.conftest import ANGRY_EN, CALM, Ask
from tests.parallel import at_once


def as_one(deed: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with unit_of_work():
            return deed() and None

    return run


@both_databases
def test_thirty_agents_claim_ten_cases_and_each_is_taken_once(
    app: Flask, ask: Ask, member: MakeMember
) -> None:
    asked = [ask((f"{ANGRY_EN[0]} {number}", f"{ANGRY_EN[1]} Number {number}.")) for number in range(10)]
    agents = [actor_of(member(f"agent{number}", role="agent")) for number in range(30)]
    found = [case.id for case in db.session.query(Case).order_by(Case.id)]
    assert len(found) == len(asked)

    def claiming(agent: Actor, first: int) -> Callable[[], object]:
        def run() -> object:
            won, lost = [], []
            for place in range(len(found)):
                case_id = found[(first + place) % len(found)]
                try:
                    with unit_of_work():
                        working.claim(case_id, by=agent)
                    won.append(case_id)
                except Conflict as refused:
                    lost.append(refused.params["name"])
            return won, lost

        return run

    outcomes = at_once(app, [claiming(agent, number) for number, agent in enumerate(agents)])
    taken = Counter(case_id for won, _lost in outcomes for case_id in won)
    assert taken == Counter(found)
    assert all("?" not in lost and None not in lost for _won, lost in outcomes)
    assert chain_breaches(db.session()) == []


@both_databases
def test_three_workers_lift_every_silent_question_once(app: Flask, ask: Ask, member: MakeMember) -> None:
    asked = [
        ask((f"{CALM[0]} {number}", f"{CALM[1]} Number {number}."), by=actor_of(member(f"asker{number}")))
        for number in range(8)
    ]
    later = clock.now() + timedelta(days=5)

    def work() -> object:
        with clock.at(later):
            silence.lift_unanswered(later)
            timers.keep_time(later + timedelta(days=9))
        return None

    at_once(app, [work] * 3)
    assert db.session.query(Case).count() == len(asked)
    assert db.session.query(Escalation).filter_by(rule="unanswered").count() == len(asked)
    late = [each.case_id for each in db.session.query(CaseClock) if each.breached_at is not None]
    assert len(set(late)) == len(asked)
    assert queries.breaches(db.session()) == []
    assert routing.broken_paths(db.session()) == []


@both_databases
def test_angry_remarks_at_once_make_one_case(app: Flask, ask: Ask, alice: Actor) -> None:
    question_id = ask().id
    at_once(
        app,
        [
            as_one(
                lambda number=number: comments.comment(
                    post_or_404(question_id), f"{ANGRY_EN[1]} For the {number}th time!", by=alice
                )
            )
            for number in range(6)
        ],
    )
    (case,) = db.session.query(Case).all()
    assert len(queries.escalations_of(case.id)) >= 6
    assert queries.breaches(db.session()) == []


@both_databases
def test_settling_and_the_customers_word_at_once_leave_one_truth(
    app: Flask, ask: Ask, alice: Actor, dave: Actor
) -> None:
    question_id = ask(ANGRY_EN).id
    case_id = db.session.query(Case).one().id
    with unit_of_work():
        replying.reply(case_id, "We are sorry, and here is what we do about it.", by=dave)
    at_once(
        app,
        [
            as_one(lambda: working.resolve(case_id, by=dave)),
            as_one(
                lambda: asking.say_unsolved(questions.question_or_404(question_id, for_update=True), by=alice)
            ),
        ],
    )
    assert queries.breaches(db.session()) == []
    assert routing.broken_paths(db.session()) == []


def test_what_one_look_does_not_reach_is_taken_up_all_the_same(app: Flask) -> None:
    left, done = list(range(1, 6)), []

    def due(_cutoff: datetime) -> list[int]:
        return left[:2]

    def deed(number: int, _cutoff: datetime) -> None:
        if number == 1:
            raise ValueError  # stays where it is, and is not tried again
        done.append(number)
        left.remove(number)

    silence._lift(due, deed, clock.now())
    assert done == [2, 3, 4, 5]
