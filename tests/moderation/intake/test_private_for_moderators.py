"""What came in through a channel is for staff alone; a moderator, who is none, neither reads nor moves it."""

import pytest
from flask.testing import FlaskClient

from community.answers import threads
from community.channels.rules import message_of
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.questions import services as asking
from community.questions.models import Question
from moderation.intake.judging import judge
from moderation.intake.services import take_in
from tests.conftest import SignIn

ANGRY = "This zanzibarite kettle burst again, an absolute disgrace!!! You liars, I want my money back NOW."


@pytest.fixture
def private(app: object) -> int:
    message = message_of({"id": "m1", "text": ANGRY, "author": "anna"}, "pigeon", clock.now())
    with unit_of_work():
        take_in(list(zip([message], judge([message]), strict=True)))
    return db.session.query(Question).filter_by(status=PostStatus.PRIVATE).one().id


def test_a_moderator_reads_no_title_of_it(
    client: FlaskClient, private: int, carol: Actor, sign_in: SignIn
) -> None:
    sign_in(client, carol)
    assert client.get(f"/questions/{private}").status_code == 404
    page = client.get(f"/questions/{private}/merge")
    assert page.status_code == 404
    assert "zanzibarite" not in page.text


def test_a_moderator_does_not_bring_it_into_the_queue(
    client: FlaskClient, private: int, carol: Actor, sign_in: SignIn
) -> None:
    sign_in(client, carol)
    client.post(f"/posts/{private}/restore")
    db.session.expire_all()
    assert db.session.get_one(Question, private).status == PostStatus.PRIVATE
    assert client.get(f"/questions/{private}").status_code == 404


def test_a_moderator_does_not_merge_it(
    client: FlaskClient, private: int, alice: Actor, carol: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        public = asking.ask(
            "Why does my kettle burst?", "It burst twice since Tuesday.", ["kettle"], by=alice
        ).id
    sign_in(client, carol)
    client.post(f"/questions/{private}/merge", data={"into": str(public)})
    db.session.expire_all()
    assert db.session.get_one(Question, private).merged_into_id is None


def test_nor_do_staff_since_its_customer_would_hear_nothing_in_a_public_thread(
    private: int, alice: Actor, dave: Actor
) -> None:
    with unit_of_work():
        public = asking.ask(
            "Why does my kettle burst?", "It burst twice since Tuesday.", ["kettle"], by=alice
        ).id
    with pytest.raises(Conflict), unit_of_work():
        threads.merge(db.session.get_one(Question, private), db.session.get_one(Question, public), by=dave)
    db.session.expire_all()
    assert db.session.get_one(Question, private).merged_into_id is None
