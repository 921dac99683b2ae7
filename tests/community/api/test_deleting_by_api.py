"""What a moderator deletes by the API is told with a reason, and never as the author's own deed."""

from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions import services as asking
from tests.community.api.conftest import token_of


def test_a_moderators_deletion_is_not_told_as_the_authors_own(
    client: FlaskClient, alice: Actor, carol: Actor
) -> None:
    with unit_of_work():
        asked = asking.ask("Why does the mesh drop?", "It drops every night at two.", ["mesh"], by=alice).id
    headers = {"Authorization": f"Bearer {token_of(carol)}"}
    for wrong in ("?reason=", "?reason=by-author"):
        told = client.delete(f"/api/v1/posts/{asked}{wrong}", headers=headers)
        assert told.status_code == 422
        assert "reason" in str(told.get_json())
    assert db.session.get_one(Post, asked).is_visible
    assert client.delete(f"/api/v1/posts/{asked}?reason=abuse", headers=headers).status_code == 204
    db.session.expire_all()
    assert db.session.get_one(Post, asked).hidden_reason == "abuse"


def test_ones_own_needs_no_reason(client: FlaskClient, alice: Actor) -> None:
    with unit_of_work():
        asked = asking.ask("Why does the mesh drop?", "It drops every night at two.", ["mesh"], by=alice).id
    headers = {"Authorization": f"Bearer {token_of(alice)}"}
    assert client.delete(f"/api/v1/posts/{asked}", headers=headers).status_code == 204
    db.session.expire_all()
    assert db.session.get_one(Post, asked).hidden_reason == "by-author"


def test_without_a_reason_it_is_another_one(client: FlaskClient, alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        asked = asking.ask("Why does the mesh drop?", "It drops every night at two.", ["mesh"], by=alice).id
    headers = {"Authorization": f"Bearer {token_of(carol)}"}
    assert client.delete(f"/api/v1/posts/{asked}", headers=headers).status_code == 204
    db.session.expire_all()
    assert db.session.get_one(Post, asked).hidden_reason == "other"
