"""Coming in: who may, who waits, and what a cookie is worth afterwards."""

import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts import services, signing_in
from community.accounts.models import Member, SignIn, SignInFailure
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid, TooMany
from community.kernel.networks import network_of
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, Mailbox, MakePerson

WRONG = "wrong one"
HERE, THERE = "192.0.2.1", "198.51.100.7"


def knock(name: str, password: str = WRONG, address: str = THERE) -> str:
    """Try once and say how it went: in, wrong, wait."""
    try:
        found = signing_in.attempt(name, password, address=address)
    except TooMany:
        return "wait"
    except Invalid:
        return "wrong"
    with unit_of_work():  # as where the session begins
        signing_in.remember_address(found.member.id, network_of(address))
    return "in"


@pytest.mark.parametrize("typed", ["mei", "MEI", " mei ", "mei@example.com", "MEI@Example.com"])
def test_name_and_address_both_open_the_door(person: MakePerson, enter: Enter, typed: str) -> None:
    person("mei")
    client = enter(typed)
    assert 'href="/settings"' in client.get("/settings").text


def test_a_wrong_password_and_a_wrong_name_get_the_same_answer(
    client: FlaskClient, person: MakePerson
) -> None:
    person("mei")
    wrong = client.post("/sign-in", data={"name": "mei", "password": "not it at all"})
    nobody = client.post("/sign-in", data={"name": "mei", "password": "not it at all"}).text
    unknown = client.post("/sign-in", data={"name": "you-know-who", "password": "not it at all"})
    assert wrong.status_code == unknown.status_code == 422
    assert unknown.text.replace("you-know-who", "mei") == nobody
    assert "not it at all" not in wrong.text


def test_a_guesser_is_slowed_within_twenty_tries_and_the_page_says_for_how_long(
    client: FlaskClient, person: MakePerson
) -> None:
    person("mei")
    for _try in range(20):
        answer = client.post("/sign-in", data={"name": "mei", "password": "wrong one"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    right = client.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    assert right.status_code == 429, "while it waits, the right password is not told from a wrong one"


def test_a_forged_forwarding_header_is_no_new_address(client: FlaskClient, person: MakePerson) -> None:
    person("mei")
    codes = [
        client.post(
            "/sign-in",
            data={"name": "mei", "password": "wrong one"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(12)
    ]
    assert codes[-1] == 429


def test_guessing_from_everywhere_stops_short_of_a_hundred_and_the_owner_comes_in_from_home(
    person: MakePerson,
) -> None:
    person("mei")
    assert knock("mei", PASSWORD, HERE) == "in"
    tried = [knock("mei", address=f"198.51.100.{number % 250}") for number in range(120)]
    assert tried.count("wrong") <= 20
    assert tried[-1] == "wait"
    assert knock("mei", PASSWORD, HERE) == "in"
    assert knock("mei", PASSWORD, "203.0.113.9") == "wait"


def test_the_owner_is_free_again_after_a_quarter_of_an_hour(person: MakePerson) -> None:
    person("mei")
    for number in range(120):
        knock("mei", address=f"198.51.100.{number % 250}")
    with clock.at(clock.now() + timedelta(minutes=15, seconds=1)):
        assert knock("mei", PASSWORD, "203.0.113.9") == "in"


def test_guessing_one_account_locks_nobody_else_and_trying_many_is_slowed(person: MakePerson) -> None:
    for name in ("mei", "lin"):
        person(name)
    for _try in range(30):
        knock("mei")
    assert knock("lin", PASSWORD) == "in"
    sprayed = [knock(f"someone{number}x") for number in range(60)]
    assert "wait" in sprayed
    assert knock("lin", PASSWORD) == "in", "an address that an account knows stays open to it"


@pytest.mark.parametrize(("tried", "asked"), [("mei", "mei@example.com"), ("mei@example.com", "mei")])
def test_where_one_waits_tells_nobody_whose_address_it_is(person: MakePerson, tried: str, asked: str) -> None:
    person("mei")
    for number in range(120):
        knock(tried, address=f"198.51.100.{number % 4}")
    assert knock(tried, address="203.0.113.9") == "wait"
    assert knock(tried.upper(), address="203.0.113.9") == "wait", "another spelling is no other door"
    assert knock(asked, address="203.0.113.9") == "wrong", "as for a name or an address of nobody"


def test_who_came_in_has_no_failures_at_either_door(person: MakePerson) -> None:
    person("mei")
    for tried in ("mei", "mei@example.com") * 5:
        knock(tried, address=HERE)
    assert knock("mei", PASSWORD, HERE) == "in"
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(SignInFailure)) == 0


def test_forty_tries_at_once_count_as_forty(app: Flask, person: MakePerson) -> None:
    person("mei")
    check_burst(app)


@pytest.mark.postgres
def test_forty_tries_at_once_count_as_forty_on_postgresql(postgres_app: Flask) -> None:
    with unit_of_work():
        services.create_member(
            services.Applicant(name="mei", email="mei@example.com", password_hash=None), Role.MEMBER
        )
    check_burst(postgres_app)


def check_burst(app: Flask) -> None:
    """Of many tries at the same moment from one address, ten are looked at."""
    said: list[str] = []

    def run() -> None:
        with app.app_context():
            said.append(knock("mei"))
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (said.count("wrong"), said.count("wait")) == (10, 30)


def test_what_is_typed_for_nobodys_account_is_not_kept_readably(person: MakePerson) -> None:
    knock("my secret password")
    kept = db.session.scalars(select(SignInFailure)).one()
    assert "secret" not in kept.account_key


def test_an_old_hash_is_renewed_at_the_door(person: MakePerson) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    member = person("mei", password_hash=cheap)
    assert knock("mei", PASSWORD) == "in"
    db.session.expire_all()
    assert "m=19456,t=2" in (member.password_hash or "")
    assert knock("mei", PASSWORD) == "in"


def test_a_planted_session_does_not_survive_the_door(client: FlaskClient, person: MakePerson) -> None:
    person("mei")
    with client.session_transaction() as planted:
        planted["_user_id"] = "planted"
        planted["mark"] = "planted"
    client.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    with client.session_transaction() as now:
        assert "mark" not in now
        assert now["_user_id"] != "planted"


def test_each_sign_in_has_its_own_key_and_ends_the_one_before_in_this_browser(
    person: MakePerson, enter: Enter
) -> None:
    person("mei")
    enter("mei")
    enter("mei")
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 1


def copy_of(client: FlaskClient, app: Flask) -> FlaskClient:
    """Another browser with the same cookies."""
    thief = app.test_client()
    for name in ("session", "remember_token"):
        cookie = client.get_cookie(name)
        if cookie is not None:
            thief.set_cookie(name, cookie.value)
    return thief


def may_see_settings(client: FlaskClient) -> bool:
    return client.get("/settings").status_code == 200


def test_signing_out_ends_every_copy_of_the_cookie(app: Flask, person: MakePerson, enter: Enter) -> None:
    person("mei")
    client = enter("mei", remember="y")
    thief = copy_of(client, app)
    assert may_see_settings(thief)
    client.post("/sign-out")
    assert not may_see_settings(client)
    assert not may_see_settings(thief)


def test_only_those_who_asked_are_remembered(app: Flask, person: MakePerson, enter: Enter) -> None:
    person("mei")
    assert enter("mei").get_cookie("remember_token") is None
    client = enter("mei", remember="y")
    client.delete_cookie("session")
    assert may_see_settings(client)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(
    app: Flask, person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    person("mei")
    elsewhere = app.test_client()
    elsewhere.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    client = enter("mei")
    answer = client.post("/settings/password", data={"current": PASSWORD, "password": "seven quiet badgers"})
    assert answer.status_code == 302
    assert may_see_settings(client)
    assert not may_see_settings(elsewhere)
    assert knock("mei", PASSWORD) == "wrong"
    assert knock("mei", "seven quiet badgers") == "in"
    assert "was changed" in mailbox.last()["Subject"]


def test_a_session_begun_with_the_old_password_is_dead(app: Flask, person: MakePerson) -> None:
    member = person("mei")
    found = signing_in.attempt("mei", PASSWORD, address=HERE)
    with unit_of_work():
        services.end_sessions(member)
    with app.test_request_context("/"):
        from community.accounts import session

        session.sign_in(found.member, epoch=found.epoch)
    row = db.session.scalars(select(SignIn)).one()
    assert row.epoch != db.session.get_one(Member, member.id).session_epoch


def test_a_page_after_the_first_changes_no_cookie(person: MakePerson, enter: Enter) -> None:
    """A page that sets one is kept for nobody, not even for its reader."""
    person("mei")
    client = enter("mei")
    with client.session_transaction() as known:
        assert known["whose"] == 1
    client.get("/")  # its forms need a word against forgery
    for path in ("/", "/questions", "/members/mei"):
        assert "Set-Cookie" not in client.get(path).headers, path


def test_a_session_ends_by_itself(person: MakePerson, enter: Enter) -> None:
    person("mei")
    client = enter("mei")
    with clock.at(clock.now() + timedelta(days=8)):
        assert not may_see_settings(client)


def test_cookies_are_closed_to_scripts_and_other_sites(client: FlaskClient, person: MakePerson) -> None:
    person("mei")
    answer = client.post("/sign-in", data={"name": "mei", "password": PASSWORD, "remember": "y"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_members_without_a_password_and_former_members_stay_outside(person: MakePerson) -> None:
    person("mei", password_hash=None)
    person("lin", status="closed")
    assert knock("mei", "") == "wrong"
    assert knock("mei", PASSWORD) == "wrong"
    assert knock("lin", PASSWORD) == "wrong"
