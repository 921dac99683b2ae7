"""Deeds that ask for the password once more when it was given too long ago."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.accounts import queries
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, MakePerson

TOKEN = {"label": "for the till", "scopes": ["read", "write"]}
LATER = timedelta(minutes=16)


@pytest.fixture
def mei(person: MakePerson, enter: Enter) -> Iterator[FlaskClient]:
    """A browser in which Mei signed in sixteen minutes ago."""
    person("mei")
    client = enter("mei")
    with clock.at(clock.now() + LATER):
        yield client


def tokens() -> list[tuple[str, tuple[str, ...]]]:
    db.session.rollback()
    found = queries.tokens_of(queries.get_or_404("mei").id)
    return [(each.label, tuple(each.scopes or ())) for each in found]


def fields_in(page: str) -> list[tuple[str, str]]:
    """What the page sends along."""
    return re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)


def test_within_a_quarter_of_an_hour_nothing_is_asked(person: MakePerson, enter: Enter) -> None:
    person("mei")
    client = enter("mei")
    assert client.post("/settings/tokens", data=TOKEN).status_code == 200
    assert len(tokens()) == 1


def test_later_the_password_is_asked_and_what_was_sent_goes_on_whole(mei: FlaskClient) -> None:
    asked = mei.post("/settings/tokens", data=TOKEN)
    assert asked.status_code == 403
    assert "Is it you?" in asked.text
    assert tokens() == []
    sent = [each for each in fields_in(asked.text) if each[0] != "csrf_token"]
    assert sent == [("label", "for the till"), ("scopes", "read"), ("scopes", "write")]
    again = {"label": "for the till", "scopes": ["read", "write"], "proof_password": PASSWORD}
    done = mei.post("/settings/tokens", data=again)
    assert done.status_code == 200
    assert tokens() == [("for the till", ("read", "write"))]
    assert mei.post("/settings/tokens", data=TOKEN).status_code == 200, "proved for a quarter of an hour"


def test_a_wrong_password_does_nothing_keeps_everything_and_is_counted(mei: FlaskClient) -> None:
    said = [
        mei.post("/settings/tokens", data={**TOKEN, "proof_password": "not it at all"}) for _ in range(12)
    ]
    assert said[0].status_code == 422
    assert ("label", "for the till") in fields_in(said[0].text)
    assert "not it at all" not in said[0].text
    assert said[-1].status_code == 429
    assert tokens() == []


def test_a_page_that_asks_leads_on_to_where_one_was_going(mei: FlaskClient) -> None:
    asked = mei.get("/settings/privacy/data")
    assert asked.location == "/settings/prove?next=%2Fsettings%2Fprivacy%2Fdata"
    assert ("next", "/settings/privacy/data") in fields_in(mei.get(asked.location).text)
    wrong = mei.post("/settings/prove", data={"next": "/settings/privacy/data", "proof_password": "no"})
    assert wrong.status_code == 422
    right = mei.post("/settings/prove", data={"next": "/settings/privacy/data", "proof_password": PASSWORD})
    assert right.location == "/settings/privacy/data"
    assert mei.get("/settings/privacy/data").status_code == 200


def test_a_proof_in_one_browser_is_none_in_another(mei: FlaskClient, enter: Enter) -> None:
    other = mei.application.test_client()
    with clock.at(clock.now() - LATER):
        other.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    mei.post("/settings/prove", data={"proof_password": PASSWORD})
    assert other.get("/settings/privacy/data").status_code == 302


@pytest.mark.parametrize(("role", "status"), [(Role.MEMBER, 302), (Role.MODERATOR, 403)])
def test_inviting_to_a_role_asks_and_inviting_members_does_not(
    person: MakePerson, enter: Enter, role: Role, status: int
) -> None:
    person("mei", role=Role.ADMIN)
    client = enter("mei")
    data = {
        "addresses": "lin@example.com",
        "role": role,
        "lang": "en",
        "days": "7",
        "way": "letter",
        "words": "",
    }
    with clock.at(clock.now() + LATER):
        answer = client.post("/invitations", data=data)
    asked = "Is it you?" in answer.text
    assert asked == (status == 403)


def test_keys_of_programs_are_proof_themselves(mei: FlaskClient) -> None:
    from community.accounts import services
    from community.kernel.unit_of_work import unit_of_work

    with unit_of_work():
        key = services.create_token(db.session.scalars(db.select(Member)).one())
    answer = mei.application.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code != 403


def test_an_account_without_a_password_signs_in_again_and_nothing_typed_is_lost(mei: FlaskClient) -> None:
    with unit_of_work():
        queries.get_or_404("mei").password_hash = None
    asked = mei.post("/settings/tokens", data=TOKEN)
    assert asked.status_code == 401
    assert "for the till" in asked.text
    assert tokens() == []
    assert mei.get("/settings/tokens").location.startswith("/sign-in?"), "the old session is over"


def test_the_page_that_asks_sends_an_account_without_a_password_to_sign_in(mei: FlaskClient) -> None:
    with unit_of_work():
        queries.get_or_404("mei").password_hash = None
    assert mei.post("/settings/prove", data={"proof_password": ""}).status_code == 401
    assert mei.get("/settings").location.startswith("/sign-in?")


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        ("/settings/password", {"password": "seven quiet badgers"}),
        ("/settings/email", {"email": "thief@example.org"}),
        ("/settings/close", {"sure": "y"}),
    ],
)
def test_an_open_browser_gives_nobody_an_account_that_has_no_password(
    mei: FlaskClient, deed: str, given: dict[str, str]
) -> None:
    with unit_of_work():
        queries.get_or_404("mei").password_hash = None
    assert mei.get(deed if deed == "/settings/close" else "/settings/account").status_code == 200
    refused = mei.post(deed, data=given)
    assert refused.status_code == 401
    kept = queries.get_or_404("mei")
    assert (kept.password_hash, kept.email, kept.is_open) == (None, "mei@example.com", True)
    assert mei.get("/settings/account").location.startswith("/sign-in")
