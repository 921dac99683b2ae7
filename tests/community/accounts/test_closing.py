"""Closing an account: what was written stays, the person goes."""

import io
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from community.accounts import (
    avatars,
    closing,
    credentials,
    profiles,
    queries,
    services,
    settings_routes,
    tokens,
)
from community.accounts.models import ApiToken, KnownAddress, Member, OneTimeLink, SignIn
from community.accounts.rules import name_key
from community.accounts.tokens import Purpose
from community.kernel import bus, jobs
from community.kernel.db import db
from community.kernel.errors import Conflict, NotFound
from community.kernel.events import MemberClosed
from community.kernel.furnish import site_settings
from community.kernel.policy import SYSTEM, Role
from community.kernel.storage import open_storage
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, Mailbox, MakePerson
from tests.conftest import MakeMember, both_databases
from tests.parallel import at_once

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

_DRAWN = io.BytesIO()
Image.new("RGB", (60, 40), "red").save(_DRAWN, "PNG")
PICTURE = _DRAWN.getvalue()


def test_nothing_of_the_person_is_left(
    app: Flask, person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    member = person(
        "mei", bio_markdown="I am Mei", location="Cork", website="https://mei.example", lang="zh-Hans"
    )
    number = member.id
    told: list[int] = []
    bus.bus().on(MemberClosed, lambda event: told.append(event.member_id))
    with unit_of_work():
        services.create_token(member)
        tokens.issue(member.id, Purpose.RESET)
    client = enter("mei")
    client.post("/reset", data={"email": "mei@example.com"})
    mailbox.all()

    assert client.post("/settings/close", data={"current": PASSWORD}).status_code == 422
    assert client.post("/settings/close", data={"current": PASSWORD, "sure": "y"}).location == "/"

    db.session.expire_all()
    gone = queries.member(number)
    assert gone is not None
    assert (gone.display_name, gone.status, gone.is_open) == ("former member", "closed", False)
    assert told == [number]
    for table in (ApiToken, OneTimeLink, KnownAddress, SignIn):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    kept = "\n".join(
        str(row) for table in db.metadata.sorted_tables for row in db.session.execute(select(table)).all()
    )
    for trace in ("mei", "Mei", "Cork", "argon2"):
        assert trace not in kept
    assert client.get("/settings").status_code == 302


@pytest.mark.parametrize("written", [False, True])
@both_databases
def test_the_address_that_they_wanted_to_move_to_goes_and_letters_of_its_owner_stay(
    app: "Huzhu", member: MakeMember, written: bool
) -> None:
    _owner, mei, eve = member("lin"), member("mei"), member("eve")
    number = mei.id
    with unit_of_work():
        credentials.request_email_change(mei, "Mei.Two@example.com")
        credentials.request_reset("lin@example.com")
        credentials.request_email_change(eve, "lin@example.com")
    if written:
        jobs.run_due()
    for name in ("mei", "eve"):
        with unit_of_work():
            closing.close_account(queries.get_or_404(name), sure=True)
    kept = str(db.session.scalars(select(jobs.Job.payload)).all())
    assert "mei.two" not in kept.casefold()
    assert "lin@example.com" in kept
    with unit_of_work():
        credentials.write_to_new_address(number, "mei.two@example.com", "a job was at work on it")
    jobs.run_due()
    assert set(db.session.scalars(select(jobs.Job.error))) == {None}
    assert "mei.two" not in str(db.session.scalars(select(jobs.Job.payload)).all()).casefold()


def test_the_name_and_address_may_be_used_again(person: MakePerson) -> None:
    member = person("mei")
    with unit_of_work():
        closing.close_account(member, sure=True)
    assert person("mei").id != member.id


def test_the_only_admin_stays(person: MakePerson) -> None:
    admin = person("ruth", role=Role.ADMIN)
    with pytest.raises(Conflict), unit_of_work():
        closing.close_account(admin, sure=True)
    person("carla", role=Role.ADMIN)
    with unit_of_work():
        closing.close_account(admin, sure=True)


@both_databases
def test_of_two_admins_who_leave_at_once_one_stays(app: "Huzhu", member: MakeMember) -> None:
    first, second = (member(name, role=Role.ADMIN).id for name in ("ruth", "carla"))

    def close() -> None:
        with unit_of_work():
            closing.close_account(db.session.get_one(Member, first), sure=True)

    def step_down() -> None:
        with unit_of_work():
            services.set_role(db.session.get_one(Member, second), Role.MEMBER, by=SYSTEM)

    results = at_once(app, [close, step_down])
    assert sum(isinstance(each, Conflict) for each in results) == 1
    assert [queries.is_last_admin(each) for each in (first, second)].count(True) == 1


@both_databases
def test_what_was_under_way_when_they_left_brings_nothing_back(app: "Huzhu", member: MakeMember) -> None:
    number = member("mei").id
    closed = threading.Event()

    def late(deed: Callable[[Member], object]) -> Callable[[], None]:
        def run() -> None:
            mei = db.session.get_one(Member, number)  # as the request knew them
            assert closed.wait(20)
            with unit_of_work():
                deed(mei)

        return run

    def close() -> None:
        time.sleep(0.5)
        with unit_of_work():
            closing.close_account(db.session.get_one(Member, number), sure=True)
        closed.set()

    shown = {"display_name": "Mei", "bio": "I am Mei", "location": "Cork", "website": ""}
    deeds = (
        late(lambda mei: profiles.update_profile(mei, **shown)),
        late(lambda mei: profiles.update_reading(mei, lang="en", timezone="Europe/Dublin", hides_game=True)),
        late(lambda mei: avatars.upload(mei, PICTURE)),
        late(lambda mei: services.create_token(mei, label="Mei's program")),
    )
    results = at_once(app, [close, *deeds])
    assert [isinstance(each, Conflict | NotFound) for each in results] == [False, True, True, True, True]
    gone = db.session.get_one(Member, number)
    assert (gone.display_name, gone.bio_html, gone.location, gone.settings) == ("former member", "", "", {})
    assert (gone.timezone, db.session.scalar(select(func.count()).select_from(ApiToken))) == ("UTC", 0)
    assert list(open_storage(site_settings().storage_url).names()) == []


def test_the_account_closes_though_somebody_has_the_name_of_a_closed_one(
    app: Flask, person: MakePerson, member: MakeMember
) -> None:
    member("ruth", role=Role.ADMIN)
    leaving = person("mei")
    taken = f"former-member-{leaving.id}"
    other = person("mallory")
    with unit_of_work():
        other.name, other.name_key = taken, name_key(taken)
    with unit_of_work():
        closing.close_account(leaving, sure=True)
    assert leaving.is_open is False
    assert leaving.name.startswith(f"{taken}-")


def test_who_presses_twice_is_told_that_it_is_closed(
    client: FlaskClient, person: MakePerson, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = person("mei").id
    enter("mei")

    def the_first_one_is_done(*_given: object) -> None:
        with unit_of_work():
            closing.close_account(db.session.get_one(Member, number), sure=True)

    monkeypatch.setattr(settings_routes, "ensure_password", the_first_one_is_done)
    answer = client.post("/settings/close", data={"current": PASSWORD, "sure": "y"})
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Your account is closed." in client.get("/").text
