"""Times that a browser's field does not send: refused where they are typed, harmless where they were kept before."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.staff.models import StaffProfile
from tests.conftest import SignIn

PROFILE = {"takes_cases": "y", "days": list("0123456"), "opens": "09:00", "closes": "17:00"}


def live_in(of: Actor, zone: str) -> None:
    with unit_of_work():
        db.session.get_one(Member, of.id).timezone = zone


def keep_row(of: Actor, **values: object) -> None:
    """What an earlier release took."""
    with unit_of_work():
        row = StaffProfile(
            member_id=of.id, updated_at=clock.now(), skills=[], teams=[], languages=[], away_note=""
        )
        row.takes_cases, row.is_lead, row.shift = True, False, {}
        for name, value in values.items():
            setattr(row, name, value)
        db.session.add(row)


def test_hours_with_an_offset_are_refused(client: FlaskClient, dave: Actor, sign_in: SignIn) -> None:
    agent = sign_in(client, dave)
    for name, value in (("opens", "09:00+02:00"), ("closes", "17:00Z")):
        assert agent.post("/desk/team/dave", data=PROFILE | {name: value}).status_code == 422
    assert agent.get("/desk/team").status_code == 200


@pytest.mark.parametrize(
    ("where", "until"),
    [
        ("America/New_York", "9999-12-31T23:59"),
        ("Asia/Shanghai", "0001-01-01T00:00"),
        ("UTC", "9999-12-31T23:59-14:00"),
    ],
)
def test_an_absence_at_the_ends_of_the_calendar_is_refused(
    client: FlaskClient, dave: Actor, sign_in: SignIn, where: str, until: str
) -> None:
    live_in(dave, where)
    given = {"takes_cases": "y", "away_until": until}
    assert sign_in(client, dave).post("/desk/team/dave", data=given).status_code == 422


def test_an_absence_that_was_kept_without_end_breaks_no_page_of_colleagues_elsewhere(
    app: Flask, client: FlaskClient, dave: Actor, erin: Actor, sign_in: SignIn
) -> None:
    keep_row(dave, away_until=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    for who in (dave, erin):
        live_in(who, "Asia/Shanghai")
    assert sign_in(client, erin).get("/desk/team").status_code == 200
    assert sign_in(app.test_client(), dave).get("/desk/team/dave").status_code == 200


def test_hours_that_were_kept_with_an_offset_break_no_page(
    app: Flask, client: FlaskClient, dave: Actor, erin: Actor, sign_in: SignIn
) -> None:
    keep_row(dave, shift={"days": [0, 1, 2, 3, 4, 5, 6], "opens": "09:00+02:00", "closes": "17:00"})
    assert sign_in(client, erin).get("/desk/team").status_code == 200
    assert sign_in(app.test_client(), dave).get("/desk/team/dave").status_code == 200
