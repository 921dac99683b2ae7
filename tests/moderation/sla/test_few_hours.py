"""Calendars with hardly any hours: no promise that is due only after years, and no question is lost for one."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from moderation.escalation import agreement
from moderation.escalation.models import Case
from moderation.sla import invariants, queries, services
from moderation.sla.hours import Calendar, NoHoursError, due_at
from moderation.sla.models import SlaCalendar, SlaPolicy
from tests.conftest import MakeMember, SignIn, actor_of
from tests.moderation.escalation.conftest import ANGRY_EN

WEEK = dict.fromkeys("monday tuesday wednesday thursday friday saturday sunday".split(), "")
FEW = {
    **WEEK,
    "monday": "9:00-9:01",
    "name": "Few",
    "zone": "UTC",
    "holidays": "",
    "extra": "",
    "deed": "save",
}
TARGETS = dict.fromkeys(("first_response", "next_response", "resolution"), "2000:00")
POLICY = {"name": "Gold", "tiers": ["1", "2"], **TARGETS, "deed": "save"}


@pytest.fixture
def admin(client: FlaskClient, member: MakeMember, sign_in: SignIn) -> FlaskClient:
    with unit_of_work():
        services.furnish()
    return sign_in(client, actor_of(member("ines", role="admin")))


def calendar(admin: FlaskClient, **changes: str) -> SlaCalendar:
    assert admin.post("/desk/sla/calendars/new", data={**FEW, **changes}).status_code == 303
    return db.session.query(SlaCalendar).filter_by(name="Few").one()


def test_a_target_that_is_due_only_after_years_is_refused(admin: FlaskClient) -> None:
    given = {**POLICY, "calendar_id": str(calendar(admin).id)}
    refused = admin.post("/desk/sla/policies/new", data=given)
    assert refused.status_code == 422
    assert "due only after more than 3 years" in refused.text
    assert db.session.query(SlaPolicy).filter_by(name="Gold").count() == 0


def test_hours_are_refused_that_are_too_few_for_a_policy_of_their_calendar(admin: FlaskClient) -> None:
    made = calendar(admin, monday="9-17")
    given = {**POLICY, "calendar_id": str(made.id), **dict.fromkeys(TARGETS, "20:00")}
    assert admin.post("/desk/sla/policies/new", data=given).status_code == 303
    address = f"/desk/sla/calendars/{made.id}"
    refused = admin.post(address, data=FEW)
    assert refused.status_code == 422
    assert "what the policy “Gold” promises" in refused.text
    assert queries.hours_of(made.id).version == 1
    assert admin.post(address, data={**FEW, "monday": "9-16"}).status_code == 303


def test_a_question_comes_to_staff_under_a_policy_that_nobody_can_keep(
    admin: FlaskClient, alice: Actor
) -> None:
    made = calendar(admin)
    with unit_of_work():  # as an earlier release took it
        for policy in queries.policies():
            policy.calendar_id, policy.resolution, policy.first_response = made.id, 120_000, 120_000
    with unit_of_work():
        asked = questions.ask(ANGRY_EN[0], ANGRY_EN[1], ["wifi"], by=alice).id
    case = db.session.query(Case).filter_by(question_id=asked).one()
    assert case.due_at is None
    assert [*invariants.breaches(db.session()), *agreement.breaches(db.session())] == []
    for path in ("/desk", f"/desk/cases/{case.id}", "/desk/sla"):
        assert admin.get(path, follow_redirects=True).status_code == 200


def test_looking_for_a_moment_ends_after_ten_years() -> None:
    few = Calendar(hours={0: ((540, 541),)})
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert due_at(start, timedelta(minutes=500), few).year == 2035
    with pytest.raises(NoHoursError):
        due_at(start, timedelta(minutes=600), few)
