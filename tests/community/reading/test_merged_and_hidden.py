"""A question that was merged and then taken out of sight is not there, neither for pages nor for programs."""

from flask.testing import FlaskClient

from community.answers import threads
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking


def test_a_merged_question_that_is_hidden_leads_nowhere(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        old = asking.ask("Why does the mesh drop at two?", "It drops every night at two.", ["mesh"], by=alice)
        new = asking.ask(
            "Mesh loses a node every night", "At two it is gone, at three back.", ["mesh"], by=bob
        )
        threads.merge(old, new, by=carol)
        old_id = old.id
    with unit_of_work():
        posts.hide(db.session.get_one(Post, old_id), "abuse", by=carol)
    assert client.get(f"/api/v1/questions/{old_id}").status_code == 404
    assert client.get(f"/questions/{old_id}").status_code == 404
