"""A need climbs and comes down the ladder, and every step is kept with its reason."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import queries as questions
from community.questions import services as asking_questions
from community.questions.models import Question
from community.questions.rules import CloseReason
from community.routing import asking, letters, queries, rules, services
from community.routing.models import MoveReason, Need, Stage
from tests.conftest import SignIn


@pytest.fixture
def question(alice: Actor) -> Question:
    with unit_of_work():
        return asking_questions.ask(
            "Where do I change the name of the guest network?",
            "I have looked through the settings of the app and found only the name of the main one.",
            ["wifi"],
            by=alice,
        )


@pytest.fixture
def answer(question: Question, bob: Actor) -> Answer:
    with unit_of_work():
        return answers.answer(
            questions.question_or_404(question.id),
            "Open the app, tap the network, then Guests; the pencil beside the name changes it.",
            by=bob,
        )


def need(question: Question) -> Need:
    db.session.expire_all()
    found = queries.need_of(question.id)
    assert found is not None
    return found


def reasons(question: Question) -> list[str]:
    return [move.reason for move in queries.moves_of(need(question).id)]


def test_a_question_begins_with_the_community(question: Question) -> None:
    assert need(question).stage == Stage.CROWD
    assert reasons(question) == ["asked"]


def test_an_accepted_answer_of_a_customer_is_credited_to_the_community(
    question: Question, answer: Answer, alice: Actor
) -> None:
    with unit_of_work():
        answers.accept(answer, by=alice)
    found = need(question)
    assert (found.stage, found.resolved_by) == (Stage.RESOLVED, Stage.CROWD)


def test_an_answer_of_a_customer_keeps_its_credit_while_staff_have_the_question(
    question: Question, answer: Answer, alice: Actor
) -> None:
    with unit_of_work():
        services.move(question.id, MoveReason.ASKED_FOR_STAFF, rule="asked-for-staff", by=alice)
    with unit_of_work():
        answers.accept(answer, by=alice)
    assert need(question).resolved_by == Stage.CROWD


def test_an_answer_of_staff_is_credited_to_staff(question: Question, dave: Actor, alice: Actor) -> None:
    with unit_of_work():
        given = answers.answer(
            questions.question_or_404(question.id),
            "Hold the button for ten seconds, then use the app.",
            by=dave,
        )
    with unit_of_work():
        answers.accept(given, by=alice)
    assert need(question).resolved_by == Stage.TIER_1


def test_taking_the_acceptance_back_opens_the_need_again(
    question: Question, answer: Answer, alice: Actor
) -> None:
    with unit_of_work():
        answers.accept(answer, by=alice)
    with unit_of_work():
        answers.unaccept(answer, by=alice)
    found = need(question)
    assert (found.stage, found.resolved_by, found.resolved_at) == (Stage.CROWD, None, None)


def test_the_second_time_that_it_is_not_solved_staff_take_over(
    question: Question, answer: Answer, alice: Actor
) -> None:
    for expected in (Stage.CROWD, Stage.TIER_1):
        with unit_of_work():
            asking.say_unsolved(questions.question_or_404(question.id), by=alice)
        assert need(question).stage == expected
    assert reasons(question) == ["asked", "still-not-solved"]


def test_what_staff_thought_solved_comes_back_to_staff_at_once(
    question: Question, alice: Actor, dave: Actor
) -> None:
    with unit_of_work():
        services.move(question.id, MoveReason.ASKED_FOR_STAFF, rule="asked-for-staff", by=alice)
        services.move(question.id, MoveReason.STAFF_SOLVED, rule="agent", by=dave)
    with unit_of_work():
        asking.say_unsolved(questions.question_or_404(question.id), by=alice)
    assert need(question).stage == Stage.TIER_1


def test_only_the_asker_says_that_it_is_not_solved(question: Question, answer: Answer, bob: Actor) -> None:
    with pytest.raises(NotAllowed), unit_of_work():
        asking.say_unsolved(questions.question_or_404(question.id), by=bob)


def test_nothing_can_be_unsolved_before_anybody_answered(question: Question, alice: Actor) -> None:
    with pytest.raises(Conflict), unit_of_work():
        asking.say_unsolved(questions.question_or_404(question.id), by=alice)


def test_asking_for_staff_needs_a_reason(question: Question, alice: Actor) -> None:
    with pytest.raises(Invalid), unit_of_work():
        asking.ask_for_staff(questions.question_or_404(question.id), "  ", by=alice)


def test_any_member_may_call_staff_for_an_open_question(question: Question, bob: Actor) -> None:
    with unit_of_work():
        asking.ask_for_staff(questions.question_or_404(question.id), "This may burn, please look.", by=bob)
    assert need(question).stage == Stage.TIER_1
    assert queries.moves_of(need(question).id)[-1].note == "This may burn, please look."


def test_a_bystander_does_not_open_again_what_is_solved(
    question: Question, answer: Answer, alice: Actor, bob: Actor
) -> None:
    with unit_of_work():
        answers.accept(answer, by=alice)
    with pytest.raises(Conflict), unit_of_work():
        asking.ask_for_staff(questions.question_or_404(question.id), "I still have it.", by=bob)


def test_a_solution_found_elsewhere_is_self_service(question: Question, alice: Actor) -> None:
    with unit_of_work():
        asking_questions.close(
            questions.question_or_404(question.id), CloseReason.RESOLVED_ELSEWHERE, by=alice
        )
    assert need(question).resolved_by == Stage.SELF_SERVICE


def test_a_question_taken_back_ends_its_need_and_restoring_opens_it(question: Question, alice: Actor) -> None:
    with unit_of_work():
        posts.delete(questions.question_or_404(question.id), by=alice)
    assert (need(question).stage, need(question).resolved_by) == (Stage.RESOLVED, rules.UNKNOWN)
    with unit_of_work():
        posts.restore(questions.question_or_404(question.id), by=alice)
    assert need(question).stage == Stage.CROWD


def test_a_need_is_open_while_the_answer_that_solved_it_is_out_of_sight(
    question: Question, answer: Answer, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        answers.accept(answer, by=alice)
    for deed in (lambda: posts.delete(answer, by=bob), lambda: posts.hide(answer, "off-topic", by=carol)):
        with unit_of_work():
            deed()
        assert (need(question).stage, need(question).resolved_by) == (Stage.CROWD, None)
        with unit_of_work():
            posts.restore(answer, by=carol)
        assert (need(question).stage, need(question).resolved_by) == (Stage.RESOLVED, Stage.CROWD)
    assert queries.broken_paths(db.session()) == []


def test_an_answer_that_comes_back_takes_nothing_from_whoever_asked_for_more(
    question: Question, answer: Answer, alice: Actor, bob: Actor
) -> None:
    with unit_of_work():
        answers.accept(answer, by=alice)
    with unit_of_work():
        posts.delete(answer, by=bob)
    with unit_of_work():
        asking.ask_for_staff(
            questions.question_or_404(question.id), "The answer is gone, please help.", by=alice
        )
    with unit_of_work():
        posts.restore(answer, by=bob)
    assert need(question).stage == Stage.TIER_1


def test_the_moves_lead_to_where_the_need_stands(question: Question, answer: Answer, alice: Actor) -> None:
    with unit_of_work():
        services.move(question.id, MoveReason.EXPERT, rule="expert-level")
        answers.accept(answer, by=alice)
    assert queries.broken_paths(db.session()) == []
    with unit_of_work():
        services.lock(question.id).stage = Stage.CROWD
    assert len(queries.broken_paths(db.session())) == 1


def test_the_page_shows_the_path_and_its_sentence(
    client: FlaskClient, question: Question, alice: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        services.move(question.id, MoveReason.EXPERT, rule="expert-level")
    page = sign_in(client, alice).get(f"/questions/{question.id}/{question.slug}").text
    assert "a specialist looks at it as well" in page
    assert page.count('aria-current="step"') == 1


def test_the_asker_can_ask_for_staff_on_a_page(
    client: FlaskClient, question: Question, alice: Actor, sign_in: SignIn
) -> None:
    browser = sign_in(client, alice)
    assert browser.get(f"/questions/{question.id}/ask-staff").status_code == 200
    assert browser.post(f"/questions/{question.id}/ask-staff", data={"reason": ""}).status_code == 422
    sent = browser.post(f"/questions/{question.id}/ask-staff", data={"reason": "It is about my order."})
    assert sent.status_code == 303
    assert need(question).stage == Stage.TIER_1


def test_of_a_settled_question_nobody_writes_a_reason_in_vain(
    client: FlaskClient, question: Question, answer: Answer, alice: Actor, dave: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        answers.accept(answer, by=alice)
    shown = sign_in(client, dave).get(f"/questions/{question.id}/ask-staff", follow_redirects=True)
    assert "This question is settled." in shown.text
    assert 'name="reason"' not in shown.text


def test_a_letter_is_for_the_asker_alone(
    client: FlaskClient, question: Question, alice: Actor, bob: Actor, dave: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        letters.write_letter(question.id, "Your order was sent again today.", by=dave)
    address = f"/questions/{question.id}/{question.slug}"
    private = f"/questions/{question.id}/private"
    assert f'href="{private}"' in sign_in(client, alice).get(address).text
    assert "sent again today" in client.get(private).text
    assert private not in sign_in(client, bob).get(address).text
    assert client.get(private).status_code == 404


STAGES = st.sampled_from(list(Stage))
REASONS = st.sampled_from(list(MoveReason))


@given(STAGES, REASONS)
def test_no_move_leads_to_where_the_need_is_already(stage: Stage, reason: MoveReason) -> None:
    assert rules.next_stage(stage, reason) != stage


@given(STAGES, st.sampled_from(list(rules.LIFTS)))
def test_a_lift_never_lowers(stage: Stage, reason: MoveReason) -> None:
    target = rules.next_stage(stage, reason)
    order = list(Stage)
    assert target is None or stage is Stage.RESOLVED or order.index(target) > order.index(stage)


@given(st.lists(REASONS, max_size=20))
def test_a_need_that_waited_is_lifted_only_from_below(path: list[MoveReason]) -> None:
    stage: Stage = Stage.CROWD
    for reason in path:
        stage = rules.next_stage(stage, reason) or stage
    assert rules.next_stage(stage, MoveReason.UNANSWERED) in {None, Stage.TIER_1}
