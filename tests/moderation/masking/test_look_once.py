"""A look at what is covered that a program sends again under its key is one look, and its text is kept nowhere."""

from flask.testing import FlaskClient
from sqlalchemy import select

from community.api.models import IdempotencyKey
from community.kernel.db import db
from community.kernel.policy import Actor
from moderation.audit.queries import acts_on
from tests.community.api.conftest import token_of
from tests.moderation.masking.test_masking import PHONE, ask


def test_a_look_that_is_sent_again_under_its_key_is_one_look(
    client: FlaskClient, alice: Actor, dave: Actor
) -> None:
    post = ask(alice)
    headers = {"Authorization": f"Bearer {token_of(dave)}", "Idempotency-Key": "look"}
    address, why = f"/api/v1/posts/{post.id}/covered/reveal", {"reason": "She asked to be called"}
    first = client.post(address, json=why, headers=headers)
    again = client.post(address, json=why, headers=headers)
    assert PHONE in first.text
    assert PHONE not in again.text
    assert again.json == {"items": [each | {"text": None} for each in first.json["items"]]}  # type: ignore[index]
    kept = db.session.scalars(select(IdempotencyKey)).one()
    assert PHONE not in kept.body
    assert len([act for act in acts_on(f"post:{post.id}") if act.act == "private-data-revealed"]) == 1
