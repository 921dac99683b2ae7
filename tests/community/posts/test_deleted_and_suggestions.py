"""A suggestion changes nothing about a post that was deleted, as an edit does not."""

from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking
from tests.conftest import SignIn


def test_a_deleted_post_takes_no_suggestion(
    client: FlaskClient, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    before = "It drops every night at two."
    with unit_of_work():
        asked = asking.ask("Why does the mesh drop at two?", before, ["mesh"], by=alice).id
    with unit_of_work():
        given = editing.suggest(
            db.session.get_one(Post, asked), editing.Words(body="It drops each night at two o'clock."), by=bob
        ).id
    with unit_of_work():
        posts.delete(db.session.get_one(Post, asked), by=alice)
    sign_in(client, alice)
    words = {"title": "Why does the mesh drop at two?", "body": "It drops each night.", "tags": "mesh"}
    assert client.post(f"/questions/{asked}/edit", data=words).status_code in {404, 409, 422}
    client.post(f"/suggestions/{given}", data={"decision": "approve"})
    db.session.expire_all()
    assert db.session.get_one(Post, asked).body_markdown == before
