"""A site that asks those who work there for a second factor, and one that only offers it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import hashing, services
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD
from tests.community.factors.conftest import set_up
from tests.conftest import make_app


@pytest.fixture
def strict(tmp_path: Path, empty_database: bytes) -> Iterator[Flask]:
    """An application that requires it."""
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(tmp_path, staff_second_factor="required")
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def appointed(name: str, role: Role) -> int:
    """The id of somebody with a role and a password."""
    who = services.Applicant(name=name, email=f"{name}@example.com", password_hash=hashing.hashed(PASSWORD))
    with unit_of_work():
        return services.create_member(who, role).id


def entered(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).location == "/"
    return client


def key_of(member_id: int) -> str:
    with unit_of_work():
        return services.create_token(db.session.get_one(Member, member_id))


@pytest.mark.parametrize(
    ("role", "page"), [(Role.MODERATOR, "/review"), (Role.AGENT, "/desk"), (Role.ADMIN, "/admin")]
)
def test_without_one_staff_are_led_to_set_it_up_and_then_back(strict: Flask, role: Role, page: str) -> None:
    member_id = appointed("robin", role)
    client = entered(strict, "robin")
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer.location.startswith("/settings/second-factor?next=%2F")
    assert "Your role waits for this" in client.get(answer.location).text
    set_up(client, member_id)
    assert client.get(page).status_code == 200


def test_a_role_that_waits_gives_nothing_anywhere(strict: Flask) -> None:
    client = entered(strict, "robin") if appointed("robin", Role.ADMIN) else None
    assert client is not None
    assert client.post("/review/claim-next").status_code in {403, 404, 405}
    assert "/admin" not in client.get("/").text


def test_keys_of_staff_without_one_have_no_rights_of_staff(strict: Flask) -> None:
    member_id = appointed("robin", Role.MODERATOR)
    with_key = {"Authorization": f"Bearer {key_of(member_id)}"}
    client = strict.test_client()
    refused = client.get("/api/v1/review/items", headers=with_key)
    assert refused.status_code == 403
    assert refused.json is not None
    assert refused.json["type"].endswith("second-factor-needed")
    assert client.get("/api/v1/questions", headers=with_key).status_code == 200
    set_up(entered(strict, "robin"), member_id)
    assert client.get("/api/v1/review/items", headers=with_key).status_code == 200


def test_members_are_not_asked_for_it(strict: Flask) -> None:
    appointed("mei", Role.MEMBER)
    client = entered(strict, "mei")
    assert client.get("/review").status_code == 403
    assert "Your role waits" not in client.get("/settings/second-factor").text


def test_a_site_that_only_offers_it_lets_staff_and_their_keys_work_at_once(app: Flask) -> None:
    member_id = appointed("robin", Role.MODERATOR)
    assert entered(app, "robin").get("/review").status_code == 200
    with_key = {"Authorization": f"Bearer {key_of(member_id)}"}
    assert app.test_client().get("/api/v1/review/items", headers=with_key).status_code == 200
