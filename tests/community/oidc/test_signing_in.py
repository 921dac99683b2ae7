"""Signing in at a real provider on this machine: who comes in, who is new, and what is not believed."""

from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import func, select

from community.accounts import closing, queries
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.oidc.models import OidcIdentity
from tests.community.accounts.conftest import PASSWORD, Mailbox, MakePerson
from tests.community.factors.conftest import set_up
from tests.community.oidc.realm import Realm
from tests.conftest import make_app


def went(client: FlaskClient, target: str = "") -> str:
    """Off to the provider and back, as a browser goes: where it is sent back to here."""
    gone = client.get("/sign-in/oidc" + (f"?next={target}" if target else ""))
    assert gone.status_code == 302
    there = urlsplit(gone.location)
    connection = HTTPConnection(there.netloc)
    connection.request("GET", f"{there.path}?{there.query}")
    parts = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    assert parts.path == "/sign-in/oidc/back"
    return f"{parts.path}?{parts.query}"


def came(client: FlaskClient, target: str = "") -> str:
    """Where somebody is who went there and came back."""
    location = client.get(went(client, target)).location
    assert location is not None
    return location


def is_in(client: FlaskClient) -> bool:
    return client.get("/settings").status_code == 200


def links() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(OidcIdentity)) or 0


def test_the_door_offers_the_provider_by_its_name(client: FlaskClient) -> None:
    assert "Sign in with Example Accounts" in client.get("/sign-in").text


def test_a_site_without_a_provider_offers_none(app: Flask, tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    bare = make_app(tmp_path / "bare")
    with bare.app_context():
        db.create_all()
        assert "/sign-in/oidc" not in bare.test_client().get("/sign-in").text
        assert bare.test_client().get("/sign-in/oidc").status_code == 404
        db.session.remove()
        db.engine.dispose()


def test_a_verified_address_opens_its_account_and_the_owner_is_told(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("mei")
    assert came(client, "/settings/tokens") == "/settings/tokens"
    assert is_in(client)
    assert "Example Accounts opens your account" in mailbox.last()["Subject"]
    client.post("/sign-out")
    assert came(client) == "/"
    assert links() == 1


def test_later_the_number_counts_and_not_the_address(
    client: FlaskClient, person: MakePerson, realm: Realm
) -> None:
    for name in ("mei", "lin"):
        person(name)
    came(client)
    client.post("/sign-out")
    realm.person |= {"email": "lin@example.com"}
    came(client)
    found = db.session.scalars(select(OidcIdentity)).one()
    assert found.member_id == queries.get_or_404("mei").id


def test_an_address_that_is_not_verified_opens_nothing(
    client: FlaskClient, person: MakePerson, realm: Realm
) -> None:
    person("mei")
    for said in (False, None, "true", 1):
        realm.person["email_verified"] = said
        assert came(client) == "/sign-in"
        assert not is_in(client)
    assert links() == 0


def test_an_account_whose_address_nobody_confirmed_is_not_given_away(
    client: FlaskClient, person: MakePerson
) -> None:
    person("mei", confirmed_at=None)
    assert came(client) == "/sign-in"
    assert not is_in(client)
    assert links() == 0


def test_who_is_new_picks_a_name_agrees_and_is_in(client: FlaskClient, realm: Realm) -> None:
    assert came(client, "/settings/tokens") == "/sign-in/oidc/finish"
    page = client.get("/sign-in/oidc/finish").text
    assert 'value="mei"' in page
    assert "mei@example.com" in page
    assert client.post("/sign-in/oidc/finish", data={"name": "mei"}).status_code == 422
    done = client.post("/sign-in/oidc/finish", data={"name": "mei", "consent": "y"})
    assert done.location == "/settings/tokens"
    assert is_in(client)
    member = queries.get_or_404("mei")
    assert member.password_hash is None
    assert member.confirmed_at is not None
    assert member.role == "member"
    assert client.post("/sign-in/oidc/finish", data={"name": "mei2", "consent": "y"}).location == "/sign-in"


def test_a_second_factor_is_asked_all_the_same(app: Flask, client: FlaskClient, person: MakePerson) -> None:
    member = person("mei")
    inside = app.test_client()
    inside.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    set_up(inside, member.id)
    where = came(client)
    assert where.startswith("/sign-in/second")
    assert "password" not in client.get(where).text.split("<h1>")[1]  # they have given none
    assert not is_in(client)


def test_coming_back_without_having_gone_or_with_the_state_of_another_opens_nothing(
    app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    person("mei")
    address = went(client)
    victim = app.test_client()
    assert victim.get(address).location == "/sign-in"
    went(victim)
    assert victim.get(address).location == "/sign-in"
    assert not is_in(victim)
    assert client.get(address).location == "/"
    assert client.get(address).location == "/sign-in", "a way back is gone once"


def test_a_code_of_another_browser_is_of_no_use(app: Flask, client: FlaskClient, person: MakePerson) -> None:
    person("mei")
    stolen = parse_qs(urlsplit(went(client)).query)["code"][0]
    thief = app.test_client()
    own = parse_qs(urlsplit(went(thief)).query)["state"][0]
    assert thief.get(f"/sign-in/oidc/back?code={stolen}&state={own}").location == "/sign-in"
    assert not is_in(thief)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"aud": ["huzhu", "somebody-else"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_claims_that_are_not_right_are_not_believed(
    client: FlaskClient, person: MakePerson, realm: Realm, wrong: dict[str, object]
) -> None:
    person("mei")
    realm.wrong = wrong
    assert came(client) == "/sign-in"
    assert "could not trust" in client.get("/sign-in").text
    assert not is_in(client)


def test_another_key_signs_for_nobody(client: FlaskClient, person: MakePerson, realm: Realm) -> None:
    person("mei")
    realm.signs_with = RSAKey.generate_key(2048, parameters={"kid": "one"})
    assert came(client) == "/sign-in"
    assert not is_in(client)


def test_a_provider_that_is_down_or_another_one_is_said(client: FlaskClient, realm: Realm) -> None:
    realm.down = True
    assert client.get("/sign-in/oidc").location == "/sign-in"
    assert "does not answer right now" in client.get("/sign-in").text
    realm.down, realm.claims_to_be = False, "https://evil.example"
    assert client.get("/sign-in/oidc").location == "/sign-in"
    assert "could not trust" in client.get("/sign-in").text


def test_the_link_can_be_removed_and_goes_with_the_account(client: FlaskClient, person: MakePerson) -> None:
    member = person("mei")
    came(client)
    assert "Example Accounts" in client.get("/settings/account").text
    number = db.session.scalars(select(OidcIdentity.id)).one()
    assert client.post(f"/settings/oidc/{number}/remove").location == "/settings/account"
    assert links() == 0
    client.post("/sign-out")
    came(client)
    assert links() == 1
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, member.id), sure=True)
    assert links() == 0


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256"])
def test_no_signature_or_one_that_everybody_can_make_opens_nothing(
    client: FlaskClient, person: MakePerson, realm: Realm, algorithm: str
) -> None:
    person("mei")
    realm.forges = algorithm
    assert came(client) == "/sign-in"
    assert not is_in(client)


def test_discovery_and_keys_are_asked_for_once(client: FlaskClient, person: MakePerson, realm: Realm) -> None:
    person("mei")
    for _ in range(3):
        assert came(client) == "/"
        client.post("/sign-out")
    assert realm.fetched == ["configuration", "keys"]


def test_new_keys_of_a_provider_are_found_and_wrong_ones_not_asked_for_all_the_time(
    client: FlaskClient, person: MakePerson, realm: Realm
) -> None:
    person("mei")
    came(client)
    client.post("/sign-out")
    realm.key = realm.signs_with = RSAKey.generate_key(
        2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"}
    )
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        assert came(client) == "/"
        client.post("/sign-out")
        realm.signs_with = RSAKey.generate_key(2048, parameters={"kid": "one"})
        for _ in range(3):
            assert came(client) == "/sign-in"
    assert realm.fetched.count("keys") == 2


def test_a_long_name_and_a_long_way_fit_into_the_cookie(client: FlaskClient, realm: Realm) -> None:
    realm.person |= {"preferred_username": "".join(map(chr, range(0x4E00, 0x6E00)))}
    way = "/search?q=" + "".join(map(chr, range(0x4E00, 0x5600)))
    assert came(client, way) == "/sign-in/oidc/finish"
    page = client.get("/sign-in/oidc/finish")
    assert page.status_code == 200
    assert all(len(value) < 4093 for value in page.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("subject", ["x" * 256, "\u4e00", 4711, ["4711"]])
def test_a_number_that_is_none_opens_nothing(
    client: FlaskClient, person: MakePerson, realm: Realm, subject: object
) -> None:
    person("mei")
    realm.person["sub"] = subject
    assert came(client) == "/sign-in"
    assert links() == 0
