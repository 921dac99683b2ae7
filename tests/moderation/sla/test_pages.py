"""The pages of what is promised: looked at by staff, set by admins, tried before they count."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.audit.models import ModerationLogEntry
from moderation.sla import queries, services
from moderation.sla.models import CaseClock, SlaCalendar, SlaHours, SlaPolicy
from tests.conftest import MakeMember, SignIn, actor_of
from tests.moderation.sla.conftest import MONDAY, Matter

WEEK = {
    "monday": "9-12, 13-17",
    "tuesday": "9-17",
    "wednesday": "",
    "thursday": "",
    "friday": "",
    "saturday": "",
    "sunday": "",
}
CALENDAR = {"name": "Berlin", "zone": "Europe/Berlin", "holidays": "", "extra": "", "deed": "save", **WEEK}
POLICY = {
    "name": "Gold",
    "priorities": ["P1", "P2"],
    "levels": ["4"],
    "tags": "billing, refund",
    "first_response": "0:30",
    "next_response": "",
    "resolution": "8h",
    "warn": "minutes",
    "warn_at": "10",
    "deed": "save",
}


@pytest.fixture
def ines(member: MakeMember) -> Actor:
    return actor_of(member("ines", role="admin"))


@pytest.fixture
def admin(client: FlaskClient, ines: Actor, sign_in: SignIn) -> FlaskClient:
    with unit_of_work():
        services.furnish()
    return sign_in(client, ines)


def names() -> list[str]:
    db.session.expire_all()
    return [each.name for each in queries.policies()]


def usual() -> int:
    return db.session.query(SlaCalendar).filter_by(is_default=True).one().id


def test_staff_look_and_admins_set(client: FlaskClient, alice: Actor, dave: Actor, sign_in: SignIn) -> None:
    assert client.get("/desk/sla").status_code == 302
    assert sign_in(client, alice).get("/desk/sla").status_code == 403
    agent = sign_in(client, dave)
    page = agent.get("/desk/sla")  # a new site has its policies from the first look on
    assert page.status_code == 200
    assert "Everything else" in page.text
    assert "Add a policy" not in page.text
    assert agent.get("/desk/sla/policies/new").status_code == 403
    assert agent.post("/desk/sla/policies/1/up").status_code == 403
    assert names() == ["Urgent", "High", "Specialists", "Everything else"]


def test_a_policy_is_made_moved_changed_and_removed(admin: FlaskClient) -> None:
    made = admin.post("/desk/sla/policies/new", data={**POLICY, "calendar_id": str(usual())})
    assert made.status_code == 303
    gold = db.session.query(SlaPolicy).filter_by(name="Gold").one()
    assert (gold.first_response, gold.next_response, gold.resolution, gold.warn_minutes) == (
        30,
        None,
        480,
        10,
    )
    assert gold.conditions == {"priorities": ["P1", "P2"], "levels": [4], "tags": ["billing", "refund"]}
    assert names()[-2:] == ["Gold", "Everything else"]
    for _ in range(5):
        assert admin.post(f"/desk/sla/policies/{gold.id}/up").status_code == 303
    assert names()[0] == "Gold"
    admin.post(f"/desk/sla/policies/{gold.id}/down")
    assert names()[:2] == ["Urgent", "Gold"]
    shown = admin.get(f"/desk/sla/policies/{gold.id}").text
    assert 'value="billing refund"' in shown
    assert 'value="0:30"' in shown
    assert admin.post(f"/desk/sla/policies/{gold.id}/remove").status_code == 303
    assert "Gold" not in names()
    acts = [
        each.act for each in db.session.query(ModerationLogEntry).filter(ModerationLogEntry.act.like("sla-%"))
    ]
    assert acts == ["sla-policy-changed", *["sla-policy-moved"] * 4, "sla-policy-removed"]


def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(admin: FlaskClient) -> None:
    refused = admin.post(
        "/desk/sla/policies/new",
        data={
            **POLICY,
            "calendar_id": str(usual()),
            "first_response": "soon",
            "warn_at": "ten",
            "name": "Urgent",
        },
    )
    assert refused.status_code == 422
    assert "Write hours and minutes" in refused.text
    assert "Write how many minutes before" in refused.text
    assert 'value="soon"' in refused.text
    taken = admin.post(
        "/desk/sla/policies/new", data={**POLICY, "calendar_id": str(usual()), "name": "Urgent"}
    )
    assert "There is one of this name already." in taken.text
    nowhere = admin.post("/desk/sla/policies/new", data={**POLICY, "calendar_id": "99"})
    assert "Choose a calendar." in nowhere.text
    assert len(names()) == 4


def test_the_last_policy_stays_and_applies_to_all(admin: FlaskClient) -> None:
    last = queries.policies()[-1]
    admin.post(f"/desk/sla/policies/{last.id}/remove")
    assert "The last policy stays" in admin.get("/desk/sla").text
    changed = {**POLICY, "calendar_id": str(last.calendar_id), "name": "All others"}
    admin.post(f"/desk/sla/policies/{last.id}", data=changed)
    db.session.expire_all()
    assert (queries.policies()[-1].name, queries.policies()[-1].conditions) == ("All others", {})


def test_a_calendar_gets_a_version_at_each_change(admin: FlaskClient) -> None:
    assert admin.post("/desk/sla/calendars/new", data=CALENDAR).status_code == 303
    berlin = db.session.query(SlaCalendar).filter_by(name="Berlin").one()
    admin.post(f"/desk/sla/calendars/{berlin.id}", data=CALENDAR)  # nothing has changed
    admin.post(f"/desk/sla/calendars/{berlin.id}", data={**CALENDAR, "holidays": "*-12-25 Christmas"})
    versions = db.session.query(SlaHours).filter_by(calendar_id=berlin.id).order_by(SlaHours.version).all()
    assert [(each.version, len(each.holidays)) for each in versions] == [(1, 0), (2, 1)]
    page = admin.get(f"/desk/sla/calendars/{berlin.id}").text
    assert "*-12-25 Christmas" in page
    assert 'value="09:00-12:00, 13:00-17:00"' in page
    refused = admin.post(
        f"/desk/sla/calendars/{berlin.id}", data={**CALENDAR, "monday": "17-9", "zone": "Berlin"}
    )
    assert refused.status_code == 422
    assert "ends before it begins" in refused.text
    assert "There is no time zone “Berlin”" in refused.text
    assert 'value="17-9"' in refused.text
    unnamed = admin.post(f"/desk/sla/calendars/{berlin.id}", data={**CALENDAR, "zone": " "})
    assert "Write a time zone such as" in unnamed.text
    assert admin.post(f"/desk/sla/calendars/{berlin.id}/usual").status_code == 303
    assert usual() == berlin.id


def test_a_calendar_in_use_stays(admin: FlaskClient) -> None:
    admin.post("/desk/sla/calendars/new", data=CALENDAR)
    berlin = db.session.query(SlaCalendar).filter_by(name="Berlin").one().id
    admin.post("/desk/sla/policies/new", data={**POLICY, "calendar_id": str(berlin)})
    admin.post(f"/desk/sla/calendars/{berlin}/remove")
    assert "The policy “Gold” counts by this calendar." in admin.get("/desk/sla").text
    admin.post(f"/desk/sla/calendars/{usual()}/remove")
    assert "This is the usual calendar." in admin.get("/desk/sla").text
    admin.post(f"/desk/sla/policies/{db.session.query(SlaPolicy).filter_by(name='Gold').one().id}/remove")
    admin.post(f"/desk/sla/calendars/{berlin}/remove")
    assert db.session.query(SlaCalendar).filter_by(name="Berlin").count() == 0
    assert (
        db.session.query(SlaHours).filter_by(zone="Europe/Berlin").count() == 1
    )  # for clocks that were held to it


def test_a_case_is_tried(admin: FlaskClient) -> None:
    page = admin.get("/desk/sla?opened=2026-11-20T17:30&priority=P1&tier=1").text
    assert "Policy “Urgent”" in page
    assert 'datetime="2026-11-23T09:30:00Z"' in page
    for wrong in ("", "yesterday", "9999-12-31T23:59", "0001-01-01T00:00"):
        assert admin.get("/desk/sla", query_string={"opened": wrong}).status_code == 200
    assert "Write the day and the time" in admin.get("/desk/sla?opened=soon").text


def test_days_in_a_row_stand_as_one_line(admin: FlaskClient) -> None:
    holidays = "2036-10-01..2036-10-07 National Day\n*-12-31 Eve"
    admin.post("/desk/sla/calendars/new", data={**CALENDAR, "holidays": holidays, "extra": "2036-10-11"})
    page = admin.get("/desk/sla").text
    assert page.count("National Day") == 1
    assert "Oct 1, 2036 – Oct 7, 2036" in page
    assert "extra working day" in page


def test_a_holiday_stands_there_until_it_is_over_where_it_is(admin: FlaskClient) -> None:
    there = {"zone": "America/New_York", "holidays": "2026-03-02 Day of rest"}
    admin.post("/desk/sla/calendars/new", data=CALENDAR | there)
    with clock.at(datetime(2026, 3, 3, 2, tzinfo=UTC)):  # Monday evening
        assert "Day of rest" in admin.get("/desk/sla").text


def test_a_policy_is_rehearsed_on_the_last_month(admin: FlaskClient, matter: Matter) -> None:
    with clock.at(MONDAY):
        data = {
            **POLICY,
            "levels": [],
            "tags": "",
            "priorities": [],
            "tiers": ["1"],
            "calendar_id": str(usual()),
        }
        policy_id = queries.policies()[0].id
        matter.replies(MONDAY.replace(hour=13))
        page = admin.post(f"/desk/sla/policies/{policy_id}", data={**data, "deed": "preview"})
    assert page.status_code == 200
    assert "1 of 1 cases would have come under this policy." in page.text
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page.text)
    assert cells[:4] == [
        "First answer",
        "1",
        "1",
        "1",
    ]  # three hours: late under one hour and under half of one
    assert names()[0] == "Urgent"


def test_open_cases_keep_what_was_promised_until_it_is_applied(admin: FlaskClient, matter: Matter) -> None:
    before = matter.clock("resolution").due_at
    assert "held to older promises" not in admin.get("/desk/sla").text
    for policy in queries.policies():
        admin.post(
            f"/desk/sla/policies/{policy.id}",
            data={
                "name": policy.name,
                "priorities": policy.conditions.get("priorities", []),
                "tiers": policy.conditions.get("tiers", []),
                "calendar_id": str(policy.calendar_id),
                "first_response": "0:10",
                "resolution": "40:00",
                "deed": "save",
            },
        )
    matter.changes(MONDAY.replace(hour=11))
    assert matter.clock("resolution").due_at == before
    assert "1 open case is held to older promises" in admin.get("/desk/sla").text
    with clock.at(MONDAY.replace(hour=11)):
        shown = admin.get("/desk/sla/apply").text
        assert re.search(r'stat__value">1</span> <span class="stat__label">would be late at once', shown)
        assert admin.post("/desk/sla/apply").status_code == 303
        worker.tick(MONDAY.replace(hour=11))
    first, last = matter.clock("first-response"), matter.clock("resolution")
    assert (first.target_minutes, last.target_minutes) == (10, 2400)
    assert first.due_at == MONDAY.replace(minute=10)
    assert first.breached_at == first.due_at
    assert "held to older promises" not in admin.get("/desk/sla").text


def test_a_policy_that_goes_changes_nothing_for_its_cases(admin: FlaskClient, matter: Matter) -> None:
    promise = queries.promise_of(matter.id)
    assert promise is not None
    name, due = promise.policy_name, matter.case.due_at
    admin.post(f"/desk/sla/policies/{promise.policy_id}/remove")
    matter.waits(MONDAY.replace(hour=10, minute=5))
    matter.resumes(MONDAY.replace(hour=10, minute=5))
    db.session.expire_all()
    kept = queries.promise_of(matter.id)
    assert kept is not None
    assert (kept.policy_id, kept.policy_name, matter.case.due_at) == (None, name, due)


def test_the_case_page_shows_its_clocks(
    client: FlaskClient, dave: Actor, sign_in: SignIn, matter: Matter
) -> None:
    agent = sign_in(client, dave)
    with clock.at(MONDAY.replace(minute=30)):
        page = agent.get(f"/desk/cases/{matter.id}").text
    assert "30 min of" in page
    matter.waits(MONDAY.replace(minute=30))
    assert "stands still" in agent.get(f"/desk/cases/{matter.id}").text


def test_the_desk_shows_what_the_next_hours_bring(
    client: FlaskClient, dave: Actor, sign_in: SignIn, matter: Matter
) -> None:
    agent = sign_in(client, dave)
    with clock.at(MONDAY):
        page = agent.get("/desk/today").text
    assert "The next hours of service" in page
    assert "come due: 1" in page


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_every_page_speaks_both_languages(admin: FlaskClient, matter: Matter, lang: str) -> None:
    for address in ("", "/policies/new", "/policies/1", "/calendars/new", "/calendars/1", "/apply"):
        assert admin.get(f"/desk/sla{address}?lang={lang}").status_code == 200
    for address in ("/policies/99", "/calendars/99"):
        assert admin.get(f"/desk/sla{address}").status_code == 404
    assert db.session.query(CaseClock).count() == 2
