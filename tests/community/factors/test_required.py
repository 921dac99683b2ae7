"""A site that asks those who work there for a second factor, and one that only offers it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from community.accounts import factor_due, hashing, services
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import SYSTEM, Role
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD
from tests.community.factors.conftest import set_up
from tests.conftest import make_app


@pytest.fixture
def strict(tmp_path: Path, empty_database: bytes) -> Iterator[Flask]:
    """An application that requires it."""
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(tmp_path, staff_second_factor_days=0)
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


def test_without_being_told_anything_staff_have_two_weeks_and_are_told_until_when(app: Flask) -> None:
    member_id = appointed("robin", Role.MODERATOR)
    with_key = {"Authorization": f"Bearer {key_of(member_id)}"}
    program = app.test_client()
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False) as now:
        client = entered(app, "robin")
        page = client.get("/review")
        assert page.status_code == 200
        assert "your role needs a second factor" in page.text
        assert "Please set it up by" in client.get("/settings/second-factor").text
        now.shift(timedelta(days=13))
        entered(app, "robin")  # another browser does not begin the days anew
        assert program.get("/api/v1/review/items", headers=with_key).status_code == 200
        now.shift(timedelta(days=1, minutes=1))
        client = entered(app, "robin")
        assert client.get("/review").location.startswith("/settings/second-factor?next=")
        assert program.get("/api/v1/review/items", headers=with_key).status_code == 403
        set_up(client, member_id)
        assert client.get("/review").status_code == 200


def test_whoever_is_appointed_anew_has_all_the_days_before_them(app: Flask) -> None:
    member_id = appointed("robin", Role.MODERATOR)
    entered(app, "robin")
    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        with unit_of_work():
            services.set_role(db.session.get_one(Member, member_id), Role.AGENT, by=SYSTEM)
        assert entered(app, "robin").get("/desk").status_code == 200


def test_a_key_of_somebody_who_never_came_by_the_door_works(app: Flask) -> None:
    with_key = {"Authorization": f"Bearer {key_of(appointed('robin', Role.AGENT))}"}
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        assert app.test_client().get("/api/v1/cases", headers=with_key).status_code == 200


@pytest.fixture
def lenient(tmp_path: Path, empty_database: bytes) -> Iterator[Flask]:
    """An application that only offers it."""
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(tmp_path, staff_second_factor="offered", staff_second_factor_days=0)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def test_a_site_that_only_offers_it_lets_staff_and_their_keys_work_at_once(lenient: Flask) -> None:
    member_id = appointed("robin", Role.MODERATOR)
    assert entered(lenient, "robin").get("/review").status_code == 200
    with_key = {"Authorization": f"Bearer {key_of(member_id)}"}
    assert lenient.test_client().get("/api/v1/review/items", headers=with_key).status_code == 200


def test_of_two_sign_ins_at_once_one_begins_the_days(app: Flask) -> None:
    number = appointed("mod", Role.MODERATOR)
    with unit_of_work():
        seen = db.session.get_one(Member, number)
        assert factor_due.due_at(seen) is None
        first = {factor_due.DUE: "2020-01-01T00:00:00+00:00", "theme": "dark"}
        # The other one is done while this one looks at what it read before.
        db.session.execute(
            update(Member).where(Member.id == number).values(settings=first),
            execution_options={"synchronize_session": False},
        )
        factor_due.begin(seen)
    db.session.expire_all()
    assert db.session.get_one(Member, number).settings == first
