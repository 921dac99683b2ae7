"""Articles under a tag that became another name of a second one."""

from flask.testing import FlaskClient

from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from community.tags import queries as tags
from community.tags import services as tagging
from tests.community.articles.making import WORDS, published


def joined(question: Question, by: Actor) -> None:
    """The question moves from `mesh` to `wifi`, and `mesh` is another name of that from now on."""
    with unit_of_work():
        asking.retag(db.session.get_one(Question, question.id), ["wifi"], by=by)
    with unit_of_work():
        tagging.add_synonym(tags.tag_or_404("wifi"), "mesh", by=by)


def test_an_article_is_found_under_the_tag_that_its_own_leads_to(
    client: FlaskClient, question: Question, answer: Answer, carol: Actor, dave: Actor
) -> None:
    published(carol, dave, tags=("mesh",))
    assert WORDS.title in client.get("/articles?tag=mesh").text
    joined(question, carol)
    assert client.get("/tags/mesh").location.endswith("/tags/wifi")
    assert WORDS.title in client.get("/articles?tag=wifi").text


def test_another_name_of_a_tag_is_understood_in_an_article_as_in_a_question(
    client: FlaskClient, question: Question, answer: Answer, carol: Actor, dave: Actor
) -> None:
    with unit_of_work():
        tagging.add_synonym(tags.tag_or_404("mesh"), "mesh-wifi", by=carol)
    published(carol, dave, tags=("mesh-wifi",))
    assert WORDS.title in client.get("/articles?tag=mesh").text
