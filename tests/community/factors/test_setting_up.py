"""Setting up a second factor, renewing its codes, switching it off."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts import closing
from community.accounts.models import Member
from community.factors.models import RecoveryCode, TotpSecret
from community.imports import personal
from community.kernel import clock
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, Mailbox, MakePerson
from tests.community.factors.conftest import CODE, app_code, set_up

HOME = "/settings/second-factor"


def test_the_picture_and_the_key_are_shown_until_the_first_code_and_never_again(
    client: FlaskClient, person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    member = person("mei")
    enter("mei")
    assert client.get(f"{HOME}/app").location == HOME
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert "Is it you?" in client.post(f"{HOME}/begin").text, "an open browser sets up nothing"
    assert client.post(f"{HOME}/begin").location == f"{HOME}/app"
    page = client.get(f"{HOME}/app")
    assert f'src="{HOME}/qr.svg"' in page.text
    picture = client.get(f"{HOME}/qr.svg")
    assert picture.content_type == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    assert b"style=" not in picture.data
    assert b"<script" not in picture.data
    assert client.post(f"{HOME}/app", data={"otp": "000000"}).status_code == 422
    assert db.session.get_one(Member, member.id).second_factor_at is None
    done = client.post(f"{HOME}/app", data={"otp": app_code(member.id)})
    assert len(CODE.findall(done.text)) == 10
    assert "second factor" in mailbox.last()["Subject"]
    assert client.get(f"{HOME}/qr.svg").status_code == 404
    assert CODE.findall(client.get(HOME).text) == []


@pytest.mark.parametrize("typed", ["12345²", "१२३४५६", "１２３４５６", "абвгде"])
def test_a_first_code_in_other_signs_is_a_wrong_one(person: MakePerson, enter: Enter, typed: str) -> None:
    person("mei")
    browser = enter("mei")
    browser.post(f"{HOME}/begin")
    assert browser.post(f"{HOME}/app", data={"otp": typed}).status_code == 422


def test_setting_it_up_ends_the_other_sessions_and_keeps_this_one(
    app: Flask, person: MakePerson, enter: Enter
) -> None:
    member = person("mei")
    elsewhere = app.test_client()
    elsewhere.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    client = enter("mei")
    set_up(client, member.id)
    assert client.get("/settings").status_code == 200
    assert elsewhere.get("/settings").status_code == 302


def test_new_codes_and_switching_off_take_password_and_code(
    client: FlaskClient, person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    member = person("mei")
    old = set_up(enter("mei"), member.id)
    for deed in ("codes", "off"):
        assert client.post(f"{HOME}/{deed}", data={"current": "not it", "otp": old[0]}).status_code == 422
        wrong = client.post(f"{HOME}/{deed}", data={"current": PASSWORD, "otp": "000000"})
        assert wrong.status_code == 422
        assert "000000" not in wrong.text
    renewed = client.post(f"{HOME}/codes", data={"current": PASSWORD, "otp": old[0]})
    new = CODE.findall(renewed.text)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert client.post(f"{HOME}/off", data={"current": PASSWORD, "otp": old[1]}).status_code == 422
    assert client.post(f"{HOME}/off", data={"current": PASSWORD, "otp": new[0]}).location == HOME
    assert "no second factor" in mailbox.last()["Subject"]
    client.post("/sign-out")
    assert enter("mei").get("/settings").status_code == 200
    assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 0


def test_whoever_has_no_password_reads_of_none(
    client: FlaskClient, person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    member = person("mei")
    codes = set_up(enter("mei"), member.id)
    with unit_of_work():
        db.session.get_one(Member, member.id).password_hash = None
    assert "takes your password" not in client.get(HOME).text
    page = client.post(f"{HOME}/off", data={"otp": codes[0]}, follow_redirects=True).text
    assert "no second factor any more" in page
    assert "password alone" not in page
    letter = mailbox.last().get_body(("plain",))
    assert letter
    assert "was taken off your account." in letter.get_content()


def test_guessing_codes_in_an_open_browser_is_slowed_too(
    client: FlaskClient, person: MakePerson, enter: Enter
) -> None:
    member = person("mei")
    codes = set_up(enter("mei"), member.id)
    tried = [
        client.post(f"{HOME}/off", data={"current": PASSWORD, "otp": "000000"}).status_code for _ in range(6)
    ]
    assert tried == [422] * 5 + [429]
    assert client.post(f"{HOME}/off", data={"current": PASSWORD, "otp": codes[0]}).status_code == 429


def test_what_members_take_along_tells_when_and_never_the_secret(
    person: MakePerson, enter: Enter, app: Flask
) -> None:
    member = person("mei")
    set_up(enter("mei"), member.id)
    told = json.loads(personal.gather(db.session.get_one(Member, member.id)))
    assert set(told["totp_secrets"][0]) == {"member_id", "created_at", "confirmed_at"}
    assert all("code_hash" not in row for row in told["recovery_codes"])


def test_closing_the_account_takes_all_of_it_away(person: MakePerson, enter: Enter, app: Flask) -> None:
    member = person("mei")
    set_up(enter("mei"), member.id)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, member.id), sure=True)
    assert db.session.scalar(select(func.count()).select_from(TotpSecret)) == 0
    assert db.session.scalar(select(func.count()).select_from(RecoveryCode)) == 0
    assert db.session.get_one(Member, member.id).second_factor_at is None


def test_no_field_on_the_page_shares_its_id(client: FlaskClient, person: MakePerson, enter: Enter) -> None:
    import re

    member = person("mei")
    set_up(enter("mei"), member.id)
    ids = re.findall(r'\bid="([^"]+)"', client.get(HOME).text)
    assert len(ids) == len(set(ids))


def test_who_runs_the_machine_can_take_it_off(
    app: Flask, person: MakePerson, enter: Enter, tmp_path: Path
) -> None:
    from community.factors.cli import off

    member = person("mei")
    client = enter("mei")
    set_up(client, member.id)
    result = app.test_cli_runner().invoke(off, ["mei"], obj=lambda: app)
    assert result.exit_code == 0, result.output
    db.session.rollback()
    assert db.session.get_one(Member, member.id).second_factor_at is None


def test_an_old_session_elsewhere_neither_reads_nor_confirms_the_secret_that_waits(
    app: Flask, person: MakePerson, enter: Enter
) -> None:
    member_id = person("mei").id
    elsewhere = app.test_client()
    elsewhere.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    with clock.at(clock.now() + timedelta(minutes=20)):
        enter("mei").post("/settings/second-factor/begin")
        for path in ("/settings/second-factor/app", "/settings/second-factor/qr.svg"):
            answer = elsewhere.get(path)
            assert answer.status_code == 302
            assert "/settings/prove" in answer.location
        page = elsewhere.post("/settings/second-factor/app", data={"otp": app_code(member_id)})
        assert "proof_password" in page.text
        db.session.expire_all()
        assert db.session.get_one(Member, member_id).second_factor_at is None
