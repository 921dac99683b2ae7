"""A steward, who sees nothing that is hidden, neither reopens a hidden question nor learns of it."""

from dataclasses import replace

from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking
from community.questions.models import CloseReason, Question
from gamification.reputation.models import MemberStanding
from tests.conftest import MakeMember, SignIn, actor_of


def test_a_hidden_question_is_not_reopened(
    client: FlaskClient, bob: Actor, carol: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    steward = actor_of(member("stella"))
    with unit_of_work():
        db.session.merge(MemberStanding(member_id=steward.id, level=4))
    steward = replace(steward, level=4)
    assert not may(steward, Permission.SEE_HELD)
    with unit_of_work():
        asked = asking.ask("Why does the mesh drop at two?", "It drops every night at two.", ["mesh"], by=bob)
        asking.close(asked, CloseReason.OFF_TOPIC, by=carol)
        asked_id = asked.id
    with unit_of_work():
        posts.hide(db.session.get_one(Post, asked_id), "abuse", by=carol)
    sign_in(client, steward)
    assert client.get(f"/questions/{asked_id}").status_code == 404
    assert client.post(f"/questions/{asked_id}/reopen").status_code == 404
    db.session.expire_all()
    assert db.session.get_one(Question, asked_id).closed_at is not None
