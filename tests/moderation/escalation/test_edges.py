"""The edges of the ladder: what is covered, edited, taken back, asked by staff, taken on by a customer rep."""

from datetime import timedelta

import pytest

from community.answers import services as answers
from community.comments import services as comments
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor
from community.kernel.ports import ports
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import queries as posts
from community.posts import services as posting
from community.questions import queries as questions
from community.questions import services as asking
from community.questions.models import Question
from community.questions.rules import CloseReason
from community.routing import queries as routing
from community.routing import reps
from community.routing.models import Need, Stage
from moderation.escalation import service_hours
from moderation.escalation.models import Case, Escalation
from moderation.rulebook import judging
from moderation.sla.hours import working_time
from tests.conftest import both_databases
from tests.moderation.escalation.conftest import ANGRY_EN, CALM, Ask

MONDAY = clock.parse("2026-11-30T10:00:00Z")


def cases(question: Question) -> list[Case]:
    db.session.expire_all()
    return db.session.query(Case).filter_by(question_id=question.id).order_by(Case.id).all()


def need(question: Question) -> Need:
    db.session.expire_all()
    found = routing.need_of(question.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ((CALM[0], f"{CALM[1]} You reach me at +49 170 2345678 in the evening."), "phone"),
        (
            (
                "访客网络的名字在哪里改？",
                "我在设置里找了很久也没有找到，可以打我电话 13812345678 告诉我怎么弄。",
            ),
            "phone",
        ),
    ],
)
def test_private_data_that_is_covered_still_brings_staff(ask: Ask, words: tuple[str, str], kind: str) -> None:
    question = ask(words)
    assert "▒" in question.body_markdown
    (case,) = cases(question)
    raised = db.session.query(Escalation).filter_by(case_id=case.id, rule="private-data").one()
    assert raised.evidence == [kind]
    assert "13812345678" not in str(raised.evidence)


def edit(post_id: int, body: str, by: Actor) -> None:
    with unit_of_work():
        editing.edit(posts.post_or_404(post_id), editing.Words(body=body), by=by)


def test_a_calm_edit_raises_nothing_again_and_an_angry_one_does(ask: Ask, alice: Actor, dave: Actor) -> None:

    angry, calm = ask(ANGRY_EN), ask(CALM)
    with unit_of_work():
        judging.return_wrong(cases(angry)[0].id, by=dave)
    edit(angry.id, f"{ANGRY_EN[1]} It is the model R5.", alice)
    assert [case.outcome for case in cases(angry)] == ["returned"]
    edit(calm.id, f"{CALM[1]} It is the model R5.", alice)
    assert cases(calm) == []
    edit(calm.id, ANGRY_EN[1], alice)
    assert [case.state for case in cases(calm)] == ["open"]


def test_a_question_that_was_taken_back_raises_nothing(ask: Ask, alice: Actor) -> None:
    question = ask(CALM)
    with unit_of_work():
        posting.delete(posts.post_or_404(question.id), by=alice)
    worker.tick(clock.now() + timedelta(days=5))
    assert cases(question) == []
    assert need(question).stage == Stage.RESOLVED


def test_a_closed_question_waits_for_nobody(ask: Ask, alice: Actor) -> None:
    question = ask(CALM)
    with unit_of_work():
        asking.close(questions.question_or_404(question.id), CloseReason.RESOLVED_ELSEWHERE, by=alice)
    worker.tick(clock.now() + timedelta(days=5))
    assert cases(question) == []
    assert need(question).resolved_by == Stage.SELF_SERVICE


def test_a_question_of_the_staff_is_never_lifted_for_waiting(ask: Ask, dave: Actor) -> None:
    question = ask(CALM, by=dave)
    worker.tick(clock.now() + timedelta(days=5))
    assert cases(question) == []


def test_an_angry_word_after_it_was_solved_brings_staff(ask: Ask, alice: Actor, bob: Actor) -> None:
    question = ask(CALM)
    with unit_of_work():
        given = answers.answer(
            questions.question_or_404(question.id), "Tap the pencil beside the name.", by=bob
        )
        answers.accept(given, by=alice)
    assert need(question).resolved_by == Stage.CROWD
    with unit_of_work():
        comments.comment(posts.post_or_404(question.id), ANGRY_EN[1], by=alice)
    assert (need(question).stage, need(question).resolved_by) == (Stage.TIER_1, None)


class EveryoneIsRep:
    """A directory in which everybody holds every licence."""

    def is_rep(self, member_id: int, question_id: int, lang: str) -> bool:
        return True


@both_databases
def test_a_customer_rep_takes_it_on_is_credited_and_the_waiting_goes_on(
    ask: Ask, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with clock.at(MONDAY):
        solved, left = ask(CALM), ask((f"{CALM[0]} Again", f"{CALM[1]} Really."))
        with pytest.raises(NotAllowed), unit_of_work():
            reps.take(questions.question_or_404(solved.id), by=bob)
        ports().reps = EveryoneIsRep()
        for question in (solved, left):
            with unit_of_work():
                reps.take(questions.question_or_404(question.id, for_update=True), by=bob)
        with pytest.raises(Conflict), unit_of_work():
            reps.take(questions.question_or_404(solved.id), by=carol)
        with unit_of_work():
            given = answers.answer(questions.question_or_404(solved.id), "Tap the pencil there.", by=bob)
            answers.accept(given, by=alice)
    assert need(solved).resolved_by == Stage.REP
    assert need(left).stage == Stage.REP
    worker.tick(MONDAY + timedelta(minutes=21))
    assert need(left).stage == Stage.CROWD
    worker.tick(MONDAY + timedelta(minutes=119))
    assert cases(left) == []
    worker.tick(MONDAY + timedelta(minutes=121))
    assert len(cases(left)) == 1


@pytest.mark.parametrize("minutes", [1, 60, 120, 600, 5_000])
@pytest.mark.parametrize("hour", range(0, 168, 7))
def test_the_moment_since_which_service_time_has_passed_is_exact(minutes: int, hour: int) -> None:
    now, within, of = MONDAY + timedelta(hours=hour), timedelta(minutes=minutes), service_hours.usual()
    since = service_hours.latest_start(now, within, of)
    assert working_time(since, now, of) == within
    assert working_time(since + timedelta(seconds=1), now, of) < within
