"""What can be done with a question: taken, shared, closed, merged, retagged, edited."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answers
from community.answers import threads
from community.answers.models import Answer
from community.comments import services as comments
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import queries, services, taking_part
from community.questions.models import CloseReason, Question, QuestionState
from community.tags.models import Tag
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once

BODY = "The second node restarts every hour since the update, and I tried another outlet."
REPLY = "Go back to the release before; the maker has withdrawn this one for the second node."


def ask(
    by: Actor, title: str = "The second node restarts every hour", tags: tuple[str, ...] = ("mesh",)
) -> Question:
    with unit_of_work():
        return services.ask(title, f"{BODY} ({title})", list(tags), by=by)


def reply(question: Question, by: Actor, body: str = REPLY) -> Answer:
    with unit_of_work():
        return answers.answer(queries.question_or_404(question.id), body, by=by)


def tag_count(name: str) -> int:
    return db.session.query(Tag).filter_by(name=name).one().question_count


def test_states_follow_what_happens(alice: Actor, bob: Actor) -> None:
    question = ask(alice)
    assert queries.state_of(question) is QuestionState.NEW
    given = reply(question, bob)
    assert queries.state_of(queries.question_or_404(question.id)) is QuestionState.RESPONDED
    with unit_of_work():
        comments.comment(given, "That did not help, it restarts still.", by=alice)
    assert queries.state_of(queries.question_or_404(question.id)) is QuestionState.NEEDS_ATTENTION
    with unit_of_work():
        services.set_needs_info(queries.question_or_404(question.id), needed=True, by=bob)
    assert queries.state_of(queries.question_or_404(question.id)) is QuestionState.NEEDS_INFO
    with clock.at(clock.now() + timedelta(days=200)):
        assert queries.state_of(queries.question_or_404(question.id)) is QuestionState.ARCHIVED
    with unit_of_work():
        answers.accept(given, by=alice)
    assert queries.state_of(queries.question_or_404(question.id)) is QuestionState.SOLVED


@pytest.mark.parametrize(
    "state", [*(each for each in QuestionState if each != QuestionState.HELD), "unanswered"]
)
def test_lists_and_pages_agree_on_states(alice: Actor, bob: Actor, state: str) -> None:
    ask(alice, "A new question that waits for help")
    answered = ask(alice, "A question with an answer under it")
    given = reply(answered, bob)
    solved = ask(alice, "A question that was solved by somebody")
    with unit_of_work():
        answers.accept(reply(solved, bob, REPLY + " It helped me."), by=alice)
        comments.comment(post_or_404(given.id), "Thanks, I try that tonight.", by=alice)
    found = db.session.query(Question).filter(queries.in_state(state), Question.listed).all()
    every = db.session.query(Question).all()
    wanted = (
        {each.id for each in every if queries.state_of(each) == state}
        if state != "unanswered"
        else {each.id for each in every if each.answer_count == 0}
    )
    assert {each.id for each in found} == wanted


def test_a_lease_is_for_one_helper_and_ends(alice: Actor, bob: Actor, carol: Actor) -> None:
    question = ask(alice)
    with pytest.raises(NotAllowed), unit_of_work():
        taking_part.take(queries.question_or_404(question.id), by=alice)
    with unit_of_work():
        taking_part.take(queries.question_or_404(question.id), by=bob)
    with pytest.raises(Conflict), unit_of_work():
        taking_part.take(queries.question_or_404(question.id), by=carol)
    with clock.at(clock.now() + timedelta(minutes=11)), unit_of_work():
        taking_part.take(queries.question_or_404(question.id), by=carol)


@both_databases
def test_one_of_twenty_helpers_gets_the_lease(app: Flask, alice: Actor, member: MakeMember) -> None:
    question_id = ask(alice).id
    helpers = [actor_of(member(f"helper{number}")) for number in range(20)]

    def take(by: Actor) -> str:
        with unit_of_work():
            taking_part.take(queries.question_or_404(question_id), by=by)
        return by.name

    results = at_once(app, [lambda by=each: take(by) for each in helpers])
    assert sum(isinstance(each, str) for each in results) == 1


@both_databases
def test_having_the_problem_too_counts_everyone_once(app: Flask, alice: Actor, member: MakeMember) -> None:
    question_id = ask(alice).id
    sufferers = [actor_of(member(f"sufferer{number}")) for number in range(10)] * 2

    def mark(by: Actor) -> int:
        with unit_of_work():
            return taking_part.mark_same_problem(queries.question_or_404(question_id), by=by)

    at_once(app, [lambda by=each: mark(by) for each in sufferers])
    assert db.session.get_one(Question, question_id, populate_existing=True).same_problem_count == 10


@both_databases
def test_a_question_is_closed_and_reopened_once_however_many_do_it_at_once(
    app: Flask, alice: Actor, member: MakeMember
) -> None:
    question_id = ask(alice).id
    moderators = [actor_of(member(f"moderator{number}", role="moderator")) for number in range(6)]

    def close(by: Actor) -> str:
        with unit_of_work():
            services.close(queries.question_or_404(question_id), CloseReason.RESOLVED_ELSEWHERE, by=by)
        return by.name

    def reopen(by: Actor) -> str:
        with unit_of_work():
            services.reopen(queries.question_or_404(question_id), by=by)
        return by.name

    for deed in (close, reopen, close):
        results = at_once(app, [partial(deed, each) for each in moderators])
        assert sum(isinstance(each, str) for each in results) == 1
        assert all(isinstance(each, str | Conflict) for each in results)


def test_closing_needs_the_right_and_a_target(alice: Actor, bob: Actor, carol: Actor) -> None:
    question, other = ask(alice), ask(bob, "My node restarts all the time, what can I do?")
    with pytest.raises(NotAllowed), unit_of_work():
        services.close(queries.question_or_404(question.id), CloseReason.OFF_TOPIC, by=bob)
    with pytest.raises(Invalid), unit_of_work():
        services.close(queries.question_or_404(question.id), CloseReason.DUPLICATE, by=carol)
    with unit_of_work():
        services.close(
            queries.question_or_404(question.id),
            CloseReason.DUPLICATE,
            by=carol,
            duplicate_of=queries.question_or_404(other.id),
        )
    with pytest.raises(Conflict):
        reply(question, bob)
    with unit_of_work():
        services.reopen(queries.question_or_404(question.id), by=carol)
    reply(question, bob)


def test_merging_moves_everything_and_redirects(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor
) -> None:
    kept, repeated = ask(alice), ask(bob, "My node restarts all the time, what can I do?", ("mesh", "node"))
    given = reply(repeated, alice)
    with unit_of_work():
        comments.comment(given, "This one is right, thank you.", by=bob)
        threads.merge(queries.question_or_404(repeated.id), queries.question_or_404(kept.id), by=carol)
    kept = queries.question_or_404(kept.id)
    assert (kept.answer_count, kept.same_problem_count) == (1, 1)
    assert tag_count("node") == 0
    moved = client.get(f"/questions/{repeated.id}/{repeated.slug}")
    assert moved.status_code == 301
    page = client.get(moved.location, follow_redirects=True)
    assert REPLY in page.text
    assert "This one is right" in page.text


def test_several_answers_may_solve_and_others_accept_after_a_week(
    alice: Actor, bob: Actor, dave: Actor
) -> None:
    question = ask(alice)
    first, second = reply(question, bob), reply(question, dave, REPLY + " Then it is quiet.")
    with pytest.raises(NotAllowed), unit_of_work():
        answers.accept(post_or_404(first.id), by=dave)
    with unit_of_work():
        answers.accept(post_or_404(second.id), by=alice)
    with clock.at(clock.now() + timedelta(days=8)), unit_of_work():
        answers.accept(post_or_404(first.id), by=dave)
    assert queries.question_or_404(question.id).accepted_count == 2
    assert not db.session.get_one(Answer, first.id).accepted_by_asker
    with unit_of_work():
        answers.unaccept(post_or_404(second.id), by=alice)
    assert queries.question_or_404(question.id).accepted_count == 1


def test_deleting_and_restoring_keeps_every_sum_true(alice: Actor, bob: Actor) -> None:
    question = ask(alice)
    given = reply(question, bob)
    with unit_of_work():
        posts.delete(post_or_404(given.id), by=bob)
    assert queries.question_or_404(question.id).answer_count == 0
    with unit_of_work():
        posts.restore(post_or_404(given.id), by=bob)
        posts.delete(post_or_404(question.id), by=alice)
    assert tag_count("mesh") == 0
    with unit_of_work():
        posts.restore(post_or_404(question.id), by=alice)
    assert (tag_count("mesh"), queries.question_or_404(question.id).answer_count) == (1, 1)
