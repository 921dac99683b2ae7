"""Suggested edits of posts that are out of sight: who may not see the post sees none of its words."""

from dataclasses import replace

from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking
from gamification.reputation.models import MemberStanding
from tests.conftest import MakeMember, SignIn, actor_of


def test_the_list_of_suggestions_shows_no_hidden_post(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    curator = actor_of(member("cleo"))
    with unit_of_work():
        db.session.merge(MemberStanding(member_id=curator.id, level=3))
    curator = replace(curator, level=3)
    assert may(curator, Permission.REVIEW)
    assert not may(curator, Permission.SEE_HELD)
    with unit_of_work():
        asked = asking.ask(
            "Why does the mesh drop at two?", "The zanzibarite node drops every night.", ["mesh"], by=bob
        )
        asked_id = asked.id
    with unit_of_work():
        editing.suggest(
            db.session.get_one(Post, asked_id),
            editing.Words(body="The zanzibarite node drops each night."),
            by=alice,
        )
    with unit_of_work():
        posts.hide(db.session.get_one(Post, asked_id), "private-data", by=carol)
    sign_in(client, curator)
    assert client.get(f"/questions/{asked_id}").status_code == 404
    page = client.get("/suggestions")
    assert page.status_code == 200
    assert "zanzibarite" not in page.text
