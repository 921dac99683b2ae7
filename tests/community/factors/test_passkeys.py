"""Passkeys: added, used with and without the password, refused when anything about them is not right."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts import services
from community.accounts.models import Member
from community.factors import passkey_routes, passkeys
from community.factors.models import Passkey
from community.kernel import clock
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, MakePerson
from tests.community.factors.authenticator import Authenticator
from tests.community.factors.conftest import CODE
from tests.conftest import make_app

HOST = "answers.example"
ORIGIN = f"https://{HOST}"


@pytest.fixture
def app(tmp_path: Path, empty_database: bytes) -> Iterator[Flask]:
    """A site with a name and https, which passkeys need."""
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(tmp_path, base_url=ORIGIN)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(ORIGIN, HOST)


def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def entered(app: Flask, name: str = "mei") -> FlaskClient:
    client = browser(app)
    assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).location == "/"
    return client


def added(client: FlaskClient, device: Authenticator, label: str = "phone") -> list[str]:
    """Add it as people do; the recovery codes, where they are shown."""
    options = client.post("/settings/passkeys/options").json
    page = client.post("/settings/passkeys", data={"credential": device.create(options), "label": label})
    return CODE.findall(page.text)


def came_in(client: FlaskClient, device: Authenticator, **fields: str) -> bool:
    options = client.post("/sign-in/passkey/options", data=fields).json
    client.post("/sign-in/passkey", data={"credential": device.get(options), **fields})
    return is_in(client)


def is_in(client: FlaskClient) -> bool:
    return client.get("/settings").status_code == 200


@pytest.fixture
def mei(app: Flask, person: MakePerson, device: Authenticator) -> int:
    """Mei, who has one passkey and no app."""
    number = person("mei").id
    assert len(added(entered(app), device)) == 10
    return number


def test_the_first_passkey_is_a_second_factor_with_recovery_codes(app: Flask, mei: int) -> None:
    assert db.session.get_one(Member, mei, populate_existing=True).second_factor_at is not None
    client = browser(app)
    answer = client.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    assert answer.location.startswith("/sign-in/second")
    assert "Use a passkey" in client.get(answer.location).text
    assert not is_in(client)


def test_a_passkey_opens_the_door_after_the_password_and_instead_of_it(
    app: Flask, mei: int, device: Authenticator
) -> None:
    assert came_in(browser(app), device)
    client = browser(app)
    client.post("/sign-in", data={"name": "mei", "password": PASSWORD, "remember": "y"})
    assert came_in(client, device, second="y")
    assert client.get_cookie("remember_token") is not None


def test_without_the_password_the_device_must_have_verified_its_holder(
    app: Flask, mei: int, device: Authenticator
) -> None:
    device.verifies = False
    assert not came_in(browser(app), device)
    client = browser(app)
    client.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    assert came_in(client, device, second="y")


def test_an_answer_works_once(app: Flask, mei: int, device: Authenticator) -> None:
    client = browser(app)
    options = client.post("/sign-in/passkey/options").json
    before = client.get_cookie("session")
    answer = device.get(options)
    client.post("/sign-in/passkey", data={"credential": answer})
    assert is_in(client)
    thief = browser(app)
    assert before is not None
    thief.set_cookie("session", before.value)
    thief.post("/sign-in/passkey", data={"credential": answer})
    assert not is_in(thief)


def test_a_question_is_good_for_five_minutes(app: Flask, mei: int, device: Authenticator) -> None:
    client = browser(app)
    options = client.post("/sign-in/passkey/options").json
    with clock.at(clock.now() + timedelta(minutes=6)):
        client.post("/sign-in/passkey", data={"credential": device.get(options)})
        assert not is_in(client)


@pytest.mark.parametrize("wrong", ["origin", "host", "key", "challenge", "count"])
def test_what_is_not_right_opens_nothing(app: Flask, mei: int, device: Authenticator, wrong: str) -> None:
    assert came_in(browser(app), device)
    client = browser(app)
    options = client.post("/sign-in/passkey/options").json
    assert options is not None
    if wrong == "origin":
        device.origin = "https://answers.example.evil.test"
    elif wrong == "host":
        device.host = "evil.test"
    elif wrong == "key":
        device.key = Authenticator(ORIGIN, HOST).key
    elif wrong == "challenge":
        options = browser(app).post("/sign-in/passkey/options").json
        assert options is not None
    else:
        device.count = 0  # a copy that has signed less often
    client.post("/sign-in/passkey", data={"credential": device.get(options)})
    assert not is_in(client)


HALF = [r'{"id": "\ud800"}', r'{"id": "\u0000"}']  # no database takes either


@pytest.mark.parametrize(
    "rubbish", ["", "{}", "[]", "{", '{"id": 7}', '{"id": "x"}', *HALF, "[" * 9000, "\x00é"]
)
def test_rubbish_is_refused_with_a_sentence(app: Flask, mei: int, rubbish: str) -> None:
    client = browser(app)
    client.post("/sign-in/passkey/options")
    answer = client.post("/sign-in/passkey", data={"credential": rubbish})
    assert answer.location == "/sign-in"
    assert "did not work" in client.get("/sign-in").text
    assert not is_in(client)


def test_somebody_elses_passkey_is_no_second_step(
    app: Flask, mei: int, device: Authenticator, person: MakePerson
) -> None:
    person("lin")
    theirs = Authenticator(ORIGIN, HOST)
    added(entered(app, "lin"), theirs)
    client = browser(app)
    client.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    assert not came_in(client, theirs, second="y")


def test_one_passkey_belongs_to_one_account(
    app: Flask, mei: int, device: Authenticator, person: MakePerson
) -> None:
    person("lin")
    added(entered(app, "lin"), device)
    assert db.session.scalar(select(func.count()).select_from(Passkey)) == 1


def test_adding_and_removing_ask_for_a_fresh_proof(app: Flask, mei: int, device: Authenticator) -> None:
    client = browser(app)
    assert came_in(client, device)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert client.get("/settings/passkeys/new").location.startswith("/settings/prove")
        script = client.post("/settings/passkeys/options", headers={"X-Requested-With": "fetch"})
        assert script.status_code == 403
        asked = client.post("/settings/passkeys/1/remove")
        assert "Is it you?" in asked.text
    assert db.session.scalar(select(func.count()).select_from(Passkey)) == 1


def test_the_last_factor_goes_only_as_the_second_step_is_switched_off(
    app: Flask, mei: int, device: Authenticator
) -> None:
    client = browser(app)
    assert came_in(client, device)
    other = Authenticator(ORIGIN, HOST)
    assert added(client, other, "key ring") == [], "only the first one brings recovery codes"
    numbers = list(db.session.scalars(select(Passkey.id).order_by(Passkey.id)))
    client.post(f"/settings/passkeys/{numbers[0]}/remove")
    assert not came_in(browser(app), device)
    assert came_in(browser(app), other)
    kept = client.post(f"/settings/passkeys/{numbers[1]}/remove")
    assert kept.status_code == 409
    assert "recovery code" in kept.text
    assert came_in(browser(app), other)


def test_a_site_without_a_name_offers_none(tmp_path: Path) -> None:
    for address, offered in [
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", True),
        ("https://answers.example", True),
        ("http://answers.example", False),
    ]:
        with make_app(
            tmp_path / address.partition("//")[2].replace(":", "-"), base_url=address
        ).app_context():
            assert passkeys.offered() is offered


def test_no_more_are_kept_than_there_is_room_for_when_two_browsers_asked(
    app: Flask, mei: int, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passkeys, "MOST", 2)
    begun = []
    for client in (browser(app), browser(app)):
        assert came_in(client, device)
        begun.append((client, client.post("/settings/passkeys/options").json))
    for client, options in begun:
        made = Authenticator(ORIGIN, HOST).create(options)
        client.post("/settings/passkeys", data={"credential": made, "label": "new"})
    assert db.session.scalar(select(func.count()).select_from(Passkey)) == 2
    assert "You have 2 passkeys" in client.get("/settings/passkeys/new").text


def test_none_is_kept_for_a_session_that_its_owner_ends_meanwhile(
    app: Flask, person: MakePerson, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = person("mei")
    client = entered(app)
    options = client.post("/settings/passkeys/options").json

    @contextmanager
    def after_the_owner() -> Iterator[None]:
        with unit_of_work():
            services.end_sessions(member)
        with unit_of_work():
            yield

    monkeypatch.setattr(passkey_routes, "unit_of_work", after_the_owner)
    client.post("/settings/passkeys", data={"credential": device.create(options)})
    assert db.session.scalar(select(func.count()).select_from(Passkey)) == 0
    assert db.session.get_one(Member, member.id, populate_existing=True).second_factor_at is None
