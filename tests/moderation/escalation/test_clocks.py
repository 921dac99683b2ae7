"""Promises and priorities as time goes by: paused, broken once, weighed anew; cases that are taken up again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from community.answers import services as answers
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import queries as questions
from community.routing import asking
from community.routing import queries as routing
from community.routing.models import Letter
from moderation.casework import passing
from moderation.casework.models import CaseBrief
from moderation.escalation import queries, replying, working
from moderation.escalation.models import Case, CaseReply
from moderation.sla import queries as clocks
from moderation.sla.models import CaseClock
from tests.moderation.escalation.conftest import ANGRY_EN, EXPERT_EN, Ask

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def case_id(ask: Ask) -> int:
    with clock.at(MONDAY):
        question_id = ask(ANGRY_EN).id
    return db.session.query(Case).filter_by(question_id=question_id).one().id


def now(case_id: int) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case_id)


def broken() -> list[str]:
    db.session.expire_all()
    return [each.clock for each in db.session.query(CaseClock) if each.breached_at is not None]


def at(moment: datetime, deed: Callable[[], object]) -> None:
    with clock.at(moment), unit_of_work():
        deed()


def test_the_first_answer_is_due_within_the_promise(case_id: int) -> None:
    found = now(case_id)
    assert found.due_at is not None
    assert timedelta(hours=1) <= found.due_at - MONDAY <= timedelta(hours=4)


def test_a_broken_promise_is_noted_once(case_id: int) -> None:
    for hours in (1, 4, 5, 7):
        worker.tick(MONDAY + timedelta(hours=hours))
    assert broken() == ["first-response"]


def test_no_promise_breaks_while_the_customer_is_waited_for(case_id: int, dave: Actor) -> None:
    at(MONDAY + timedelta(minutes=10), lambda: working.wait(case_id, by=dave))
    worker.tick(MONDAY + timedelta(days=3))
    assert broken() == []
    kept = clocks.unended(case_id)["first-response"]
    before = kept.target_minutes - kept.used_minutes
    at(MONDAY + timedelta(days=3), lambda: working.resume(case_id, by=dave))
    due = now(case_id).due_at
    assert due is not None
    assert due == MONDAY + timedelta(days=3, minutes=before)


def test_waiting_raises_the_priority(ask: Ask) -> None:
    with clock.at(MONDAY):
        question = ask(EXPERT_EN)
    case = db.session.query(Case).filter_by(question_id=question.id).one()
    before, points = case.priority, case.points
    worker.tick(MONDAY + timedelta(days=2))
    after = now(case.id)
    assert after.priority < before
    assert after.points > points


def test_an_answer_starts_the_clock_of_the_whole_matter(case_id: int, dave: Actor) -> None:
    at(MONDAY + timedelta(minutes=5), lambda: replying.reply(case_id, "We are on it.", by=dave))
    found = now(case_id)
    assert found.clock == "resolution"
    assert found.due_at is not None
    assert found.due_at > MONDAY + timedelta(hours=4)
    assert found.first_replied_at == MONDAY + timedelta(minutes=5)


def test_an_answer_of_staff_in_the_thread_itself_counts_for_the_case(case_id: int, erin: Actor) -> None:
    question_id = now(case_id).question_id
    with unit_of_work():
        answers.answer(questions.question_or_404(question_id), "Your money is on its way to you.", by=erin)
    assert now(case_id).clock == "resolution"
    assert [reply.case_id for reply in db.session.query(CaseReply)] == [case_id]


def test_a_held_question_is_answered_for_the_asker_alone(case_id: int, dave: Actor) -> None:
    question_id = now(case_id).question_id
    with unit_of_work():
        posts.hold(post_or_404(question_id), ("abuse",), by=dave)
    with unit_of_work():
        written = replying.reply(case_id, "We are sorry; here is what we do.", by=dave)
        assert isinstance(written, Letter)
    need = routing.need_of(question_id)
    assert need is not None
    assert [letter.body_markdown for letter in routing.letters_of(need.id)] == [
        "We are sorry; here is what we do."
    ]
    assert questions.question_or_404(question_id).answer_count == 0
    with pytest.raises(Conflict), unit_of_work():
        working.return_to_crowd(case_id, "The community knows.", by=dave)


def test_a_case_has_one_owner_at_a_time(case_id: int, dave: Actor, erin: Actor) -> None:
    with unit_of_work():
        working.claim(case_id, by=dave)
    with unit_of_work():
        working.claim(case_id, by=dave)
    for deed in (
        lambda: working.claim(case_id, by=erin),
        lambda: working.resolve(case_id, by=erin),
        lambda: replying.reply(case_id, "Me too.", by=erin),
    ):
        with pytest.raises(Conflict, match="Already taken by Dave"), unit_of_work():
            deed()
    with unit_of_work():
        working.assign(case_id, erin.id, by=dave)
    with unit_of_work():
        working.resolve(case_id, by=erin)
    assert now(case_id).outcome == "resolved"


def test_customers_do_not_work_cases(case_id: int, alice: Actor, carol: Actor) -> None:
    for somebody in (alice, carol):
        with pytest.raises(NotAllowed), unit_of_work():
            working.claim(case_id, by=somebody)


def test_a_case_passed_on_is_new_to_the_specialists(case_id: int, dave: Actor, erin: Actor) -> None:
    told = {"happens": "It dies.", "tried": "Three units.", "needed": "A look at the log."}
    with pytest.raises(Invalid) as refused, unit_of_work():
        passing.pass_on(case_id, told | {"tried": " "}, by=dave)
    assert refused.value.field == "tried"
    at(MONDAY + timedelta(minutes=30), lambda: passing.pass_on(case_id, told, by=dave))
    found = now(case_id)
    assert (found.tier, found.owner_id, found.clock) == (2, None, "first-response")
    assert db.session.query(CaseBrief).one().told == told
    with pytest.raises(Conflict), unit_of_work():
        passing.pass_on(case_id, told, by=erin)


@pytest.mark.parametrize("tier", [1, 2])
def test_a_closed_case_is_taken_up_again_in_its_tier(ask: Ask, dave: Actor, tier: int) -> None:
    question = ask(ANGRY_EN if tier == 1 else EXPERT_EN)
    case_id = db.session.query(Case).filter_by(question_id=question.id).one().id
    with unit_of_work():
        working.resolve(case_id, by=dave)
    with unit_of_work():
        working.reopen(case_id, by=dave)
    assert (now(case_id).tier, now(case_id).state) == (tier, "open")
    assert db.session.query(Case).count() == 1
    assert queries.breaches(db.session()) == []
    with pytest.raises(Conflict), unit_of_work():
        working.reopen(case_id, by=dave)


@pytest.mark.parametrize(("days", "same"), [(3, True), (20, False)])
def test_a_customer_who_is_not_helped_has_the_same_case_again_or_later_a_new_one(
    case_id: int, dave: Actor, alice: Actor, days: int, same: bool
) -> None:
    question_id = now(case_id).question_id
    at(MONDAY, lambda: working.resolve(case_id, by=dave))
    at(
        MONDAY + timedelta(days=days),
        lambda: asking.say_unsolved(questions.question_or_404(question_id, for_update=True), by=alice),
    )
    found = queries.open_case_of_question(question_id)
    assert found is not None
    assert (found.id == case_id, found.owner_id == dave.id) == (same, same)
    assert "still-not-solved" in found.reasons
    assert found.due_at is not None
    assert queries.breaches(db.session()) == []


def test_lists_turn_pages_without_losing_or_repeating(ask: Ask, dave: Actor) -> None:
    for number in range(7):
        ask((f"{ANGRY_EN[0]} {number}", f"{ANGRY_EN[1]} Number {number}."))
    seen: list[int] = []
    cursor: str | None = None
    while True:
        found, cursor = queries.cases_after([Case.tier == 1], cursor, 3)
        seen += [case.id for case in found]
        if cursor is None:
            break
    assert sorted(seen) == sorted(set(seen))
    assert len(seen) == 7
    with pytest.raises(Invalid):
        queries.cases_after([], "nonsense", 3)
