"""The right matter becomes exactly one case, with its evidence."""

from datetime import UTC, datetime, timedelta

import pytest

from community.answers import services as answers
from community.comments import services as comments
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import PostStatus
from community.posts.queries import post_or_404
from community.questions import queries as questions
from community.questions.models import Question
from community.ratings import services as ratings
from community.routing import queries as routing
from community.routing import services as moving
from community.routing.models import MoveReason, Stage
from moderation.escalation import queries, service_hours, working
from moderation.escalation.models import Case, Escalation
from moderation.sla.hours import due_at
from tests.moderation.escalation.conftest import ANGRY_EN, ANGRY_ZH, CALM, EXPERT_EN, EXPERT_ZH, Ask


def cases(question: Question) -> list[Case]:
    db.session.expire_all()
    return list(db.session.query(Case).filter_by(question_id=question.id).order_by(Case.id))


def stage(question: Question) -> str:
    db.session.expire_all()
    need = routing.need_of(question.id)
    assert need is not None
    return need.stage


@pytest.mark.parametrize(
    ("words", "tier", "rule"),
    [
        (ANGRY_EN, 1, "angry-complaint"),
        (ANGRY_ZH, 1, "angry-complaint"),
        (EXPERT_EN, 2, "expert-level"),
        (EXPERT_ZH, 2, "expert-level"),
    ],
    ids=["angry-en", "angry-zh", "expert-en", "expert-zh"],
)
def test_it_opens_one_case_with_evidence(ask: Ask, words: tuple[str, str], tier: int, rule: str) -> None:
    question = ask(words)
    (case,) = cases(question)
    assert (case.tier, case.state) == (tier, "open")
    assert rule in case.reasons
    evidence = {each.rule: each.evidence for each in queries.escalations_of(case.id)}
    assert evidence[rule]
    assert case.due_at is not None
    assert stage(question) == (Stage.TIER_2 if tier == 2 else Stage.TIER_1)


def test_a_calm_question_stays_with_the_community(ask: Ask) -> None:
    question = ask(CALM)
    assert cases(question) == []
    assert stage(question) == Stage.CROWD


def test_where_both_speak_up_the_specialists_get_it(ask: Ask) -> None:
    question = ask((EXPERT_EN[0], f"{EXPERT_EN[1]} {ANGRY_EN[1]}"))
    (case,) = cases(question)
    assert case.tier == 2
    assert {"expert-level", "angry-complaint"} <= set(case.reasons)


def test_a_complaint_that_the_gate_keeps_back_reaches_staff(ask: Ask, dave: Actor) -> None:
    question = ask(CALM)
    with unit_of_work():
        post = post_or_404(question.id)
        post.body_markdown = ANGRY_EN[1]
        posts.hold(post, ("abuse",), by=dave)
    (case,) = cases(question)
    assert post_or_404(question.id).status == PostStatus.HELD
    assert "angry-complaint" in case.reasons


def test_an_angry_remark_of_the_asker_counts_and_that_of_others_does_not(
    ask: Ask, alice: Actor, bob: Actor
) -> None:
    question = ask()
    with unit_of_work():
        comments.comment(post_or_404(question.id), ANGRY_EN[1], by=bob)
    assert cases(question) == []
    with unit_of_work():
        comments.comment(post_or_404(question.id), ANGRY_EN[1], by=alice)
    assert len(cases(question)) == 1


def test_more_of_the_same_adds_evidence_and_no_case(ask: Ask, alice: Actor) -> None:
    question = ask(ANGRY_EN)
    with unit_of_work():
        comments.comment(post_or_404(question.id), f"{ANGRY_EN[1]} Still nobody.", by=alice)
    (case,) = cases(question)
    assert len(queries.escalations_of(case.id)) >= 2


def test_a_rule_speaks_once_about_a_post(ask: Ask, dave: Actor) -> None:
    question = ask(ANGRY_EN)
    (case,) = cases(question)
    with unit_of_work():
        working.return_to_crowd(case.id, "The community knows this model best.", by=dave)
    with unit_of_work():
        posts.hide(post_or_404(question.id), "other", by=dave)
    with unit_of_work():
        posts.restore(post_or_404(question.id), by=Actor(member_id=dave.id, role="admin", confirmed=True))
    assert stage(question) == Stage.CROWD


def test_staff_questions_are_no_complaints(ask: Ask, dave: Actor) -> None:
    assert cases(ask(ANGRY_EN, by=dave)) == []


def test_few_stars_for_every_answer_bring_staff(ask: Ask, alice: Actor, bob: Actor, carol: Actor) -> None:
    question = ask()
    given = []
    for helper in (bob, carol):
        with unit_of_work():
            given.append(
                answers.answer(
                    questions.question_or_404(question.id),
                    f"Try the second page of the settings, says {helper.name}.",
                    by=helper,
                )
            )
    with unit_of_work():
        ratings.rate(given[0], 1, by=alice)
    assert cases(question) == []
    with unit_of_work():
        ratings.rate(given[1], 2, by=alice)
    (case,) = cases(question)
    assert case.reasons == ["low-stars"]


def test_asking_for_staff_opens_a_case_with_the_words(ask: Ask, alice: Actor) -> None:
    question = ask()
    with unit_of_work():
        moving.move(
            question.id, MoveReason.ASKED_FOR_STAFF, rule="member", by=alice, note="It is about my order."
        )
    (case,) = cases(question)
    (raised,) = queries.escalations_of(case.id)
    assert (raised.rule, raised.note, raised.by_id) == ("asked-for-staff", "It is about my order.", alice.id)


def test_an_unanswered_question_goes_to_staff_after_two_service_hours(ask: Ask) -> None:
    begun = datetime(2026, 11, 30, 10, tzinfo=UTC)  # a Monday
    with clock.at(begun):
        question = ask()
    worker.tick(begun + timedelta(minutes=119))
    assert cases(question) == []
    worker.tick(begun + timedelta(minutes=121))
    worker.tick(begun + timedelta(minutes=121))
    (case,) = cases(question)
    assert (case.tier, case.reasons) == (1, ["unanswered"])
    assert db.session.query(Escalation).filter_by(rule="unanswered").count() == 1


def test_nobody_waits_in_vain_over_the_weekend(ask: Ask) -> None:
    friday = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)
    with clock.at(friday):
        question = ask()
    worker.tick(friday + timedelta(days=2, hours=10))
    assert cases(question) == []
    worker.tick(datetime(2026, 11, 30, 10, 31, tzinfo=UTC))
    assert len(cases(question)) == 1


def test_a_run_that_was_missed_loses_nothing(ask: Ask) -> None:
    asked = [ask((f"{CALM[0]} {number}", f"{CALM[1]} This is number {number}.")) for number in range(3)]
    worker.tick(clock.now() + timedelta(days=30))
    assert [len(cases(question)) for question in asked] == [1, 1, 1]


def test_an_answered_question_is_not_lifted_for_waiting_and_a_returned_one_after_a_longer_while(
    ask: Ask, bob: Actor, dave: Actor
) -> None:
    answered, returned = ask(), ask((f"{CALM[0]} Again", f"{CALM[1]} Really."))
    with unit_of_work():
        answers.answer(
            questions.question_or_404(answered.id), "Tap the pencil beside the name of the network.", by=bob
        )
        moving.move(returned.id, MoveReason.REVIEWER, rule="reviewer", by=dave)
    (case,) = cases(returned)
    with unit_of_work():
        working.return_to_crowd(case.id, "The community knows this best.", by=dave)
    hours = service_hours.calendar()
    for _again in range(2):
        worker.tick(due_at(clock.now(), timedelta(minutes=500), hours))
        assert not any(each.is_open for each in cases(returned))
    for _again in range(2):
        worker.tick(due_at(clock.now(), timedelta(minutes=550), hours))
        assert [each.is_open for each in cases(returned)].count(True) == 1
    assert cases(answered) == []


def test_the_check_sees_a_need_without_its_case(ask: Ask) -> None:
    question = ask(ANGRY_EN)
    assert queries.breaches(db.session()) == []
    with unit_of_work():
        moving.lock(question.id).stage = Stage.CROWD
    assert len(queries.breaches(db.session())) == 1
    with unit_of_work():
        cases(question)[0].state = "resolved"
        moving.lock(question.id).stage = Stage.TIER_1
    assert len(queries.breaches(db.session())) == 1
