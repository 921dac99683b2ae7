"""The second step of signing in: which code opens, how often, and for whom it stays shut."""

import math
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts.models import KnownAddress, Member, SignIn
from community.factors import second_step as second_factor
from community.factors.rules import CODE_LETTERS, CODES
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, Mailbox, MakePerson
from tests.community.factors.conftest import app_code, set_up
from tests.conftest import both_databases
from tests.parallel import at_once

Mei = tuple[int, list[str]]


def first_step(client: FlaskClient, **fields: str) -> None:
    """The right password."""
    answer = client.post("/sign-in", data={"name": "mei", "password": PASSWORD, **fields})
    assert answer.location.startswith("/sign-in/second"), answer.text


def second_step(client: FlaskClient, code: str, **where: str) -> int:
    """302 for whoever is in."""
    return client.post("/sign-in/second", data={"otp": code}, environ_base=where).status_code


def is_in(client: FlaskClient) -> bool:
    return client.get("/settings").status_code == 200


def test_the_password_alone_opens_nothing(client: FlaskClient, mei: Mei) -> None:
    first_step(client)
    assert not is_in(client)
    assert db.session.scalars(select(SignIn)).all() == []
    page = client.get("/sign-in/second")
    assert page.status_code == 200
    assert 'autocomplete="one-time-code"' in page.text


def test_password_and_code_open_the_door_and_lead_on(client: FlaskClient, mei: Mei) -> None:
    answer = client.post("/sign-in", data={"name": "mei", "password": PASSWORD, "next": "/settings/tokens"})
    page = client.get(answer.location)
    assert 'value="/settings/tokens"' in page.text
    done = client.post("/sign-in/second", data={"otp": app_code(mei[0], later=1), "next": "/settings/tokens"})
    assert done.location == "/settings/tokens"
    assert is_in(client)


def test_without_the_first_step_there_is_no_second(client: FlaskClient, mei: Mei) -> None:
    assert client.get("/sign-in/second").location == "/sign-in"
    assert client.post("/sign-in/second", data={"otp": app_code(mei[0], later=1)}).location == "/sign-in"
    assert not is_in(client)


def test_the_choice_to_be_remembered_outlives_the_second_step(client: FlaskClient, mei: Mei) -> None:
    first_step(client, remember="y")
    assert second_step(client, app_code(mei[0], later=1)) == 302
    assert client.get_cookie("remember_token") is not None


def test_a_code_works_once(app: Flask, client: FlaskClient, mei: Mei) -> None:
    code = app_code(mei[0], later=1)
    first_step(client)
    assert second_step(client, code) == 302
    thief = app.test_client()
    first_step(thief)
    assert second_step(thief, code) == 422
    assert not is_in(thief)


@pytest.mark.parametrize(("later", "status"), [(-2, 422), (2, 422), (1, 302)])
def test_a_clock_may_be_one_step_wrong(client: FlaskClient, mei: Mei, later: int, status: int) -> None:
    first_step(client)
    assert second_step(client, app_code(mei[0], later=later)) == status


def test_a_code_before_one_that_was_used_is_no_longer_taken(client: FlaskClient, mei: Mei) -> None:
    first_step(client)
    assert second_step(client, app_code(mei[0], later=0)) == 422, "setting up has used the one of now"
    assert second_step(client, app_code(mei[0], later=-1)) == 422


def test_a_recovery_code_works_once_in_any_spelling_and_its_owner_is_told(
    client: FlaskClient, mei: Mei, mailbox: Mailbox
) -> None:
    code = mei[1][3]
    assert len(set(mei[1])) == 10
    first_step(client)
    assert second_step(client, f" {code.lower().replace('-', ' ')} ") == 302
    assert "9" in mailbox.last().get_body(("plain",)).get_content()
    client.post("/sign-out")
    first_step(client)
    assert second_step(client, code) == 422


def test_recovery_codes_are_long_and_no_two_are_alike(person: MakePerson, enter: Enter) -> None:
    drawn = []
    for name in ("ada", "ben"):
        member = person(name)
        drawn += set_up(enter(name), member.id)
    assert len(set(drawn)) == len(drawn) == 2 * CODES
    assert all(set(code) <= {*CODE_LETTERS, "-"} for code in drawn)
    assert all(len(code.replace("-", "")) * math.log2(len(CODE_LETTERS)) > 75 for code in drawn)


def test_recovery_codes_and_the_secret_are_not_kept_readably(app: Flask, mei: Mei) -> None:
    with db.engine.connect() as connection:
        kept = " ".join(
            str(row)
            for table in ("recovery_codes", "totp_secrets", "jobs", "one_time_links")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - names of ours
        )
    assert not any(code in kept or code.replace("-", "") in kept for code in mei[1])
    from community.factors import queries
    from community.factors.models import TotpSecret

    assert queries.secret_in(db.session.get_one(TotpSecret, mei[0])) not in kept


def test_guessing_codes_stops_after_five_and_the_right_one_waits_too(client: FlaskClient, mei: Mei) -> None:
    first_step(client)
    tried = [second_step(client, "000000") for _ in range(7)]
    assert tried == [422] * 5 + [429] * 2
    assert second_step(client, app_code(mei[0], later=1)) == 429
    assert not is_in(client)


def test_a_guesser_with_the_password_gets_no_new_tries_from_new_addresses_and_the_owner_comes_in_from_home(
    app: Flask, client: FlaskClient, mei: Mei
) -> None:
    thief = app.test_client()
    tried = []
    for number in range(40):
        where = {"REMOTE_ADDR": f"198.51.100.{number}"}
        thief.post("/sign-in", data={"name": "mei", "password": PASSWORD}, environ_base=where)
        tried.append(second_step(thief, "000000", **where))
    assert tried.count(422) == 15
    assert {row.address for row in db.session.scalars(select(KnownAddress))} == {"127.0.0.1"}
    first_step(client)
    assert second_step(client, app_code(mei[0], later=1)) == 302


def test_the_first_step_lasts_ten_minutes_and_no_longer_than_the_password(
    client: FlaskClient, mei: Mei
) -> None:
    first_step(client)
    with clock.at(clock.now() + timedelta(minutes=11)):
        late = client.post("/sign-in/second", data={"otp": app_code(mei[0])})
        assert late.location == "/sign-in"
        first_step(client)
        with unit_of_work():
            db.session.get_one(Member, mei[0]).session_epoch += 1
        assert client.post("/sign-in/second", data={"otp": app_code(mei[0])}).location == "/sign-in"
        assert not is_in(client)


def test_a_first_step_is_used_up_by_the_second(app: Flask, client: FlaskClient, mei: Mei) -> None:
    first_step(client)
    thief = app.test_client()
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert second_step(client, app_code(mei[0], later=1)) == 302
    assert thief.post("/sign-in/second", data={"otp": mei[1][0]}).location == "/sign-in"


def test_a_new_password_by_mail_does_not_take_the_second_factor_off(
    client: FlaskClient, mei: Mei, mailbox: Mailbox
) -> None:
    client.post("/reset", data={"email": "mei@example.com"})
    client.post(mailbox.link(), data={"password": "seven quiet badgers"})
    answer = client.post("/sign-in", data={"name": "mei", "password": "seven quiet badgers"})
    assert answer.location.startswith("/sign-in/second")
    assert not is_in(client)


def test_a_changed_key_of_the_site_leaves_recovery_codes(app: Flask, client: FlaskClient, mei: Mei) -> None:
    code = app_code(mei[0], later=1)
    app.config["SECRET_KEY"] = "another secret of the same site"
    first_step(client)
    assert second_step(client, code) == 409
    assert second_step(client, mei[1][0]) == 302


@both_databases
@pytest.mark.parametrize("of_app", [True, False], ids=["app", "recovery"])
def test_of_four_who_use_one_code_at_once_one_gets_in(app: Flask, mei: Mei, of_app: bool) -> None:
    code = app_code(mei[0], later=1) if of_app else mei[1][0]

    db.session.rollback()

    def come() -> str:
        member = db.session.get_one(Member, mei[0])
        return second_factor.proved(member, code, address="203.0.113.9", deed=lambda _member: "in")

    said = at_once(app, [come] * 4)
    assert [each for each in said if each == "in"] == ["in"]
    assert {type(each) for each in said if each != "in"} == {Invalid}
