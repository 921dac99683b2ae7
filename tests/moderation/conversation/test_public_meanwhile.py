"""What was written while a question was not public, so that the asker alone would read it, goes into no public thread."""

import re

import pytest
from flask.testing import FlaskClient

from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions.models import Question
from community.routing.models import Letter
from moderation.escalation.models import Case
from tests.conftest import SignIn
from tests.security.town import key_of

WORDS = "We have cancelled your contract because of the divorce, as you wished."
ALONE = "The question is not public, so only the asker sees this."


@pytest.fixture
def hidden(question: Question, case: Case, carol: Actor) -> int:
    with unit_of_work():
        posts.hide(db.session.get_one(Post, question.id), "off-topic", by=carol)
    return case.id


def shown(question_id: int, by: Actor) -> None:
    with unit_of_work():
        posts.restore(db.session.get_one(Post, question_id), by=by)


def test_a_reply_for_the_asker_alone_is_not_sent_into_the_thread(
    client: FlaskClient, hidden: int, question: Question, carol: Actor, dave: Actor, sign_in: SignIn
) -> None:
    number, browser = question.id, sign_in(client, dave)
    page = browser.get(f"/desk/cases/{hidden}").text
    assert ALONE in page
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    assert mark is not None
    sent = {"kind": "reply", "body": WORDS, "mark": mark[1]}
    shown(number, carol)
    refused = browser.post(f"/desk/cases/{hidden}/replies", data=sent)
    assert refused.status_code == 409
    assert WORDS in refused.text
    assert db.session.query(Answer).count() == db.session.query(Letter).count() == 0
    anew = re.search(r'name="mark" value="([^"]+)"', refused.text)
    assert anew is not None
    browser.post(f"/desk/cases/{hidden}/replies", data=sent | {"mark": anew[1]})
    assert db.session.query(Answer).count() == 1


def test_while_it_is_not_public_the_asker_alone_reads_it(
    client: FlaskClient, hidden: int, dave: Actor, sign_in: SignIn
) -> None:
    browser = sign_in(client, dave)
    mark = re.search(r'name="mark" value="([^"]+)"', browser.get(f"/desk/cases/{hidden}").text)
    assert mark is not None
    browser.post(f"/desk/cases/{hidden}/replies", data={"kind": "reply", "body": WORDS, "mark": mark[1]})
    assert (db.session.query(Answer).count(), db.session.query(Letter).count()) == (0, 1)


def test_so_it_is_for_programs(
    client: FlaskClient, hidden: int, question: Question, carol: Actor, dave: Actor
) -> None:
    number, headers = question.id, {"Authorization": f"Bearer {key_of(dave.id)}"}
    path = f"/api/v1/cases/{hidden}"
    seen = client.post(f"{path}/presence", json={}, headers=headers).get_json()["mark"]
    shown(number, carol)
    refused = client.post(f"{path}/replies", json={"body": WORDS, "seen": seen}, headers=headers)
    assert refused.status_code == 409
    assert db.session.query(Answer).count() == 0
