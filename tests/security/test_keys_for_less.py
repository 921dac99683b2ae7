"""A key that was made for less than its owner may shows nothing that only the rest would open."""

from typing import Final

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications.services import notify
from tests.conftest import MakeMember, SignIn, actor_of
from tests.security.rows import put
from tests.security.town import key_of

API: Final = "/api/v1"
ROLES: Final = (
    (Role.AGENT, "mentioned", "staff"),
    (Role.ADMIN, "webhook-stopped", "staff"),
    (Role.MODERATOR, "list-cut-off", "moderate"),
)


def told(client: FlaskClient, path: str, by: Actor, *scopes: str) -> str:
    answer = client.get(f"{API}{path}", headers={"Authorization": f"Bearer {key_of(by.id, list(scopes))}"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_invitations_of_others_are_read_by_what_administers(
    client: FlaskClient, alice: Actor, member: MakeMember
) -> None:
    olga = actor_of(member("olga", role=Role.ADMIN))
    with unit_of_work():
        put("invites", by_id=alice.id, lang="en", email="zoe@example.com", email_key="zoe@example.com")
    assert "zoe@example.com" not in told(client, "/invites", olga, "read", "write")
    assert "zoe@example.com" in told(client, "/invites", olga, "read", "write", "admin")


@pytest.mark.parametrize(("role", "kind", "scope"), ROLES)
def test_news_of_a_role_are_read_by_what_does_its_work(
    client: FlaskClient, member: MakeMember, role: Role, kind: str, scope: str
) -> None:
    somebody = actor_of(member("somebody", role=role))
    with unit_of_work():
        data = {
            "actor": "tamarindic",
            "note": "tamarindic",
            "pattern": "tamarindic",
            "host": "tamarindic",
            "webhook": 1,
            "path": "/",
        }
        notify([somebody.id], kind, "once", data=data | {"title": "x", "case": 1, "entry": 1, "id": 1})
    assert '"unread":0' in told(client, "/notifications", somebody, "read")
    assert "tamarindic" not in told(client, "/notifications", somebody, "read", "write")
    assert '"unread":1' in told(client, "/notifications", somebody, "read", scope)


def test_nor_by_whoever_is_suspended(
    client: FlaskClient, dave: Actor, sign_in: SignIn, member: MakeMember
) -> None:
    with unit_of_work():
        notify([dave.id], "mentioned", "once", data={"actor": "Tamarindic", "title": "x", "case": 1})
    browser = sign_in(client, dave)
    assert "Tamarindic" in browser.get("/notifications").text
    with unit_of_work():
        db.session.get_one(Member, dave.id).status = "suspended"
    assert "Tamarindic" not in browser.get("/notifications").text
