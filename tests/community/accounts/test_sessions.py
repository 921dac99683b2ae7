"""The list of browsers in which one is signed in, and ending them."""

import base64
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts import devices, services
from community.accounts.models import ApiToken, SignIn
from community.kernel import clock, secret_links
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, MakePerson

WINDOWS_EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 "
    "Safari/537.36 Edg/131.0"
)
IPHONE_SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
ANDROID_CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
MAC_FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (WINDOWS_EDGE, ("Edge", "Windows")),
        (IPHONE_SAFARI, ("Safari", "iPhone")),
        (ANDROID_CHROME, ("Chrome", "Android")),
        (MAC_FIREFOX, ("Firefox", "macOS")),
        ("curl/8.0", ("", "")),
        ("", ("", "")),
        ("<script>alert(1)</script>", ("", "")),
    ],
)
def test_a_browser_is_named_in_two_words_or_not_at_all(agent: str, said: tuple[str, str]) -> None:
    assert (devices.browser_in(agent), devices.system_in(agent)) == said


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("nowhere", ""),
    ],
)
def test_a_place_is_no_closer_than_its_network(address: str, network: str) -> None:
    assert devices.near(address) == network


def elsewhere(app: Flask, agent: str = IPHONE_SAFARI) -> FlaskClient:
    """Mei in another browser."""
    client = app.test_client()
    answer = client.post(
        "/sign-in",
        data={"name": "mei", "password": PASSWORD},
        headers={"User-Agent": agent},
        environ_base={"REMOTE_ADDR": "198.51.100.7"},
    )
    assert answer.status_code == 302
    return client


def may_see_settings(client: FlaskClient) -> bool:
    return client.get("/settings").status_code == 200


def test_the_key_of_a_sign_in_is_long_and_kept_as_a_hash(person: MakePerson, enter: Enter) -> None:
    person("mei")
    with enter("mei").session_transaction() as session:
        key = session["_user_id"]
    kept = db.session.scalars(select(SignIn)).one()
    assert len(base64.urlsafe_b64decode(key + "=")) == 32
    assert kept.key_hash == secret_links.fingerprint(key)
    assert key not in repr(vars(kept))


def test_every_browser_is_listed_and_this_one_is_marked(app: Flask, person: MakePerson, enter: Enter) -> None:
    person("mei")
    elsewhere(app)
    page = enter("mei").get("/settings/sessions").text
    assert "Safari on iPhone" in page
    assert "198.51.100.0/24" in page
    assert "198.51.100.7" not in page
    assert page.count("This browser") == 1


def test_one_browser_or_all_others_can_be_signed_out(app: Flask, person: MakePerson, enter: Enter) -> None:
    person("mei")
    first, second, third = elsewhere(app), elsewhere(app), elsewhere(app)
    client = enter("mei")
    number = db.session.scalars(select(SignIn.id).order_by(SignIn.id)).first()
    assert client.post(f"/settings/sessions/{number}/end").location == "/settings/sessions"
    assert [may_see_settings(each) for each in (first, second, third, client)] == [False, True, True, True]
    assert client.post(f"/settings/sessions/{number}/end").status_code == 404
    client.post("/settings/sessions/end-others")
    assert [may_see_settings(each) for each in (first, second, third, client)] == [False] * 3 + [True]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/settings/sessions/end-others", {}),
        ("/settings/password", {"current": PASSWORD, "password": "seven quiet badgers"}),
    ],
)
def test_programs_keep_their_keys_but_for_those_that_are_chosen(
    person: MakePerson, enter: Enter, app: Flask, path: str, fields: dict[str, str]
) -> None:
    keys = {}
    mei, lin = person("mei"), person("lin")
    with unit_of_work():
        for label, owner in (("backup", mei), ("old phone", mei), ("of lin", lin)):
            keys[label] = services.create_token(owner, label=label)
        ids = {each.label: each.id for each in db.session.scalars(select(ApiToken))}
    client = enter("mei")
    for page in ("/settings/sessions", "/settings/account"):
        assert "backup" in client.get(page).text
        assert "of lin" not in client.get(page).text
    if fields:
        mistyped = client.post(path, data={**fields, "current": "a typo", "tokens": [str(ids["old phone"])]})
        assert f'name="tokens" value="{ids["old phone"]}" checked' in mistyped.text
    chosen = {**fields, "tokens": [str(ids["old phone"]), str(ids["of lin"]), "no number", "9" * 30]}
    assert client.post(path, data=chosen).status_code == 302
    left = {
        label: app.test_client()
        .get("/api/v1/search?q=x", headers={"Authorization": f"Bearer {key}"})
        .status_code
        for label, key in keys.items()
    }
    assert left == {"backup": 200, "old phone": 401, "of lin": 200}


def test_ending_this_one_is_signing_out(person: MakePerson, enter: Enter) -> None:
    person("mei")
    client = enter("mei")
    number = db.session.scalars(select(SignIn.id)).one()
    assert client.post(f"/settings/sessions/{number}/end").location == "/"
    assert not may_see_settings(client)


def test_nobody_ends_the_session_of_another(app: Flask, person: MakePerson, enter: Enter) -> None:
    for name in ("mei", "lin"):
        person(name)
    theirs = elsewhere(app)
    number = db.session.scalars(select(SignIn.id)).one()
    assert enter("lin").post(f"/settings/sessions/{number}/end").status_code == 404
    assert may_see_settings(theirs)


def test_the_day_is_noted_once_a_day(person: MakePerson, enter: Enter) -> None:
    person("mei")
    client = enter("mei")
    tomorrow = clock.now() + timedelta(days=1)
    with clock.at(tomorrow):
        client.get("/settings")
        db.session.rollback()
        assert db.session.scalars(select(SignIn.seen_on)).one() == tomorrow.date()
