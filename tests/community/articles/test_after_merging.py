"""What becomes of an article when the question that it was made from is merged into another."""

from flask.testing import FlaskClient

from community.answers import threads
from community.answers.models import Answer
from community.articles import queries, services
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from tests.community.articles.conftest import BODY
from tests.conftest import both_databases


@both_databases
def test_the_question_that_stays_leads_to_the_article(
    client: FlaskClient, question: Question, answer: Answer, alice: Actor, carol: Actor
) -> None:
    with unit_of_work():
        made = services.promote(question, by=carol).id
    with unit_of_work():
        other = asking.ask(
            "Why do all nodes drop at two in the night?", BODY + " Help!", ["mesh"], by=alice
        ).id
    with unit_of_work():
        threads.merge(
            db.session.get_one(Question, question.id), db.session.get_one(Question, other), by=carol
        )
    assert [each.id for each in queries.of_question(other)] == [made]


def test_where_both_have_one_both_are_named(
    client: FlaskClient, question: Question, answer: Answer, alice: Actor, carol: Actor
) -> None:
    with unit_of_work():
        other = asking.ask("Why do all nodes drop at two in the night?", BODY + " Help!", ["mesh"], by=alice)
        made = [services.promote(each, by=carol).id for each in (question, other)]
    with unit_of_work():
        threads.merge(question, other, by=carol)
    assert [each.id for each in queries.of_question(other.id)] == made
    with unit_of_work():
        assert services.promote(other, by=carol).id in made  # no third one
