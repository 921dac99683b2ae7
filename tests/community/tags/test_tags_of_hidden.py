"""What pages of tags tell of questions that are out of sight."""

from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking
from tests.conftest import SignIn


def _asked(by: Actor, title: str, *tags: str) -> int:
    with unit_of_work():
        return asking.ask(title, f"{title} It is so since the last update.", list(tags), by=by).id


def test_a_tag_names_no_neighbour_that_only_a_hidden_question_gives_it(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor
) -> None:
    _asked(alice, "Why does the mesh drop every night?", "mesh")
    _asked(alice, "Where do I see what my refund was?", "refund")
    secret = _asked(bob, "My router burnt and I want it back", "mesh", "refund")
    with unit_of_work():
        posts.hide(db.session.get_one(Post, secret), "spam", by=carol)
    page = client.get("/tags/mesh")
    assert page.status_code == 200
    assert "refund" not in page.text


def test_who_stops_following_learns_of_no_tag_of_hidden_questions(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    secret = _asked(bob, "My router burnt and I want it back", "zibethtag")
    with unit_of_work():
        posts.hide(db.session.get_one(Post, secret), "spam", by=carol)
    sign_in(client, alice)
    assert client.get("/tags/zibethtag").status_code == 404
    assert client.post("/tags/zibethtag/follow").status_code == 404
    assert client.post("/tags/nowhere/unfollow").status_code == 404
    assert client.post("/tags/zibethtag/unfollow").status_code == 404
