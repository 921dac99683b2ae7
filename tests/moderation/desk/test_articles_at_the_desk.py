"""Articles beside a case: offered as the next best reply, and begun once the matter is settled."""

import pytest
from flask.testing import FlaskClient

from community.answers import services as answers
from community.articles.models import Article
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services as questions
from moderation.desk.models import CaseDraft
from moderation.escalation import working
from moderation.escalation.models import Case
from tests.community.articles.making import published
from tests.conftest import SignIn
from tests.moderation.escalation.conftest import ANGRY_EN


@pytest.fixture
def case(alice: Actor) -> Case:
    with unit_of_work():
        question = questions.ask(*ANGRY_EN, ["router"], by=alice)
    return db.session.query(Case).filter_by(question_id=question.id).one()


def test_an_article_about_the_matter_is_put_into_the_answer(
    client: FlaskClient, sign_in: SignIn, case: Case, dave: Actor, erin: Actor
) -> None:
    number = published(dave, erin, title=f"What to do: {ANGRY_EN[0]}", tags=("router",))
    published(dave, erin)
    sign_in(client, dave)
    page = client.get(f"/desk/cases/{case.id}").text
    assert f"/articles/{number}/" in page
    assert "The mesh drops every night at two" not in page
    sent = {"kind": "article", "target": f"article:{number}"}
    assert client.post(f"/desk/cases/{case.id}/help", data=sent).status_code == 303
    assert f"(/articles/{number}/" in db.session.query(CaseDraft).one().body


def test_a_settled_case_becomes_an_article(
    client: FlaskClient, sign_in: SignIn, case: Case, dave: Actor
) -> None:
    case_id, question_id = case.id, case.question_id
    sign_in(client, dave)
    address = f"/desk/cases/{case_id}"
    offer = f'action="/questions/{question_id}/article"'
    assert offer not in client.get(address).text
    with unit_of_work():
        working.claim(case_id, by=dave)
        reply = answers.answer(
            db.session.get_one(type(post_or_404(question_id)), question_id),
            "We replaced the router. Hold the reset button for ten seconds before you set up the new one.",
            by=dave,
        )
        working.resolve(case_id, "", by=dave)
    assert offer in client.get(address).text
    client.post(f"/questions/{question_id}/article")
    article = db.session.query(Article).one()
    assert (article.answer_id, article.steps) == (reply.id, reply.body_markdown)
    assert article.title in client.get(address).text
