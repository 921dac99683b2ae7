"""A site on which nobody has asked yet says so, and promises nothing; one of which somebody put away much is not new."""

from flask.testing import FlaskClient

from community.answers import services as answers
from community.front import services
from community.front.rules import Choice
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.questions.taking_part import mark_same_problem
from tests.community.front.conftest import Asks
from tests.conftest import SignIn

NEW = "This place is new"
PROMISE = "Most questions get an answer within 2 hours; otherwise"


def test_before_the_first_question_one_thing_is_offered_and_nothing_promised(client: FlaskClient) -> None:
    page = client.get("/").text
    assert NEW in page
    assert PROMISE not in page
    tags = client.get("/tags").text
    assert "No tags yet" in tags
    assert "No such tag" not in tags
    assert "No such tag" in client.get("/tags?q=nothing").text


def test_a_site_is_not_new_where_its_only_solved_question_is_guessed(
    client: FlaskClient, alice: Actor, bob: Actor, asks: Asks
) -> None:
    question = asks(alice)
    with unit_of_work():
        given = answers.answer(db.session.get_one(Question, question.id), "Switch off the scan.", by=bob)
        answers.accept(given, by=alice)
    with unit_of_work():
        mark_same_problem(db.session.get_one(Question, question.id), by=bob)
    page = client.get("/").text
    assert question.title in page
    assert NEW not in page


def test_who_put_everything_away_is_not_told_that_the_site_is_new(
    client: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor, asks: Asks
) -> None:
    asks(alice)
    sign_in(client, bob)
    offered = client.get("/front/arrange").text.split('data-slug="')[1:]
    slugs = [part.split('"')[0] for part in offered]
    with unit_of_work():
        services.choose(Choice(away=frozenset(slugs)), by=bob)
    page = client.get("/").text
    assert NEW not in page
    assert "You have put everything away" in page


def test_a_list_in_which_nobody_waits_says_so(
    client: FlaskClient, alice: Actor, bob: Actor, asks: Asks
) -> None:
    question = asks(alice)
    with unit_of_work():
        answers.answer(db.session.get_one(Question, question.id), "Switch off the nightly scan.", by=bob)
    assert "No question waits for an answer" in client.get("/questions?sort=unanswered").text
    assert "No question fits these filters" in client.get("/questions?sort=unanswered&state=closed").text
