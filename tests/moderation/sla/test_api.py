"""What programs learn of promises."""

from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.policy import Actor, Role
from community.questions import queries as questions
from moderation.customer.services import say_solved
from tests.community.api.conftest import AsProgram
from tests.community.api.conftest import program as program  # noqa: PLC0414 - a fixture
from tests.conftest import MakeMember, actor_of
from tests.moderation.sla.conftest import MONDAY, Matter


def test_staff_read_policies_calendars_and_the_forecast(
    program: AsProgram, matter: Matter, dave: Actor, alice: Actor
) -> None:
    policies = program(dave).done("GET", "/sla/policies")["items"]
    assert [each["name"] for each in policies] == ["Urgent", "High", "Specialists", "Everything else"]
    assert policies[0]["conditions"] == {"priorities": ["P1"]}
    assert [each["fallback"] for each in policies] == [False, False, False, True]
    (usual,) = program(dave).done("GET", "/sla/calendars")["items"]
    assert (usual["usual"], usual["zone"], usual["hours"][0]) == (True, "UTC", [[540, 1080]])
    with clock.at(MONDAY):
        forecast = program(dave).done("GET", "/sla/forecast")
    assert (len(forecast["hours"]), sum(hour["due"] for hour in forecast["hours"])) == (24, 1)
    for address in ("/sla/policies", "/sla/calendars", "/sla/forecast"):
        assert program(alice)("GET", address).status_code == 403


def test_a_case_carries_its_clocks(program: AsProgram, matter: Matter, dave: Actor) -> None:
    matter.replies(MONDAY.replace(minute=30))
    with clock.at(MONDAY.replace(hour=11)):
        told = program(dave).done("GET", f"/cases/{matter.id}")
    first, resolution = told["clocks"]
    assert (first["clock"], first["state"], first["used_minutes"]) == ("first-response", "met", 30)
    assert (resolution["state"], resolution["used_minutes"]) == ("running", 60)
    assert resolution["left_minutes"] == resolution["target_minutes"] - 60
    assert told["due_at"] == resolution["due_at"]


def test_a_new_site_has_no_forecast(program: AsProgram, dave: Actor, client: FlaskClient) -> None:
    assert program(dave)("GET", "/sla/forecast").status_code == 404


def test_admins_set_policies_and_calendars(program: AsProgram, member: MakeMember, dave: Actor) -> None:
    admin = program(actor_of(member("olga", role=Role.ADMIN)))
    week = [[[540, 1080]]] * 4 + [[[540, 720], [780, 1560]], [], []]
    made = admin.done(
        "POST",
        "/sla/calendars",
        {
            "name": "Berlin",
            "zone": "Europe/Berlin",
            "hours": week,
            "holidays": [{"day": "2026-12-25", "yearly": True, "name": "Christmas"}],
            "extra": [{"day": "2026-12-27", "ranges": [[600, 720]]}],
        },
    )
    assert (made["hours"], made["usual"]) == (week, False)
    assert made["extra"] == [{"day": "2026-12-27", "ranges": [[600, 720]], "name": ""}]
    assert made["holidays"][0]["yearly"] is True
    policy = {
        "name": "Mesh",
        "calendar_id": made["id"],
        "conditions": {"tags": ["mesh"], "tiers": [2]},
        "first_response": 90,
        "resolution": 1_441,
        "warn_share": 80,
    }
    kept = admin.done("POST", "/sla/policies", policy)
    assert {name: kept[name] for name in policy} == policy
    assert admin("DELETE", f"/sla/calendars/{made['id']}").status_code == 409
    changed = admin.done(
        "PUT", f"/sla/policies/{kept['id']}", {**policy, "resolution": None, "warn_share": None}
    )
    assert (changed["resolution"], changed["warn_share"]) == (None, None)
    before = [each["name"] for each in admin.done("GET", "/sla/policies")["items"]]
    admin.done("POST", f"/sla/policies/{kept['id']}/move", {"up": True})
    after = [each["name"] for each in admin.done("GET", "/sla/policies")["items"]]
    assert (after.index("Mesh"), after[-1]) == (before.index("Mesh") - 1, "Everything else")
    admin.done("DELETE", f"/sla/policies/{kept['id']}")
    admin.done("DELETE", f"/sla/calendars/{made['id']}")
    assert admin.done("POST", "/sla/apply") == {"started": True}
    assert program(dave)("POST", "/sla/policies", policy).status_code == 403
    assert program(dave)("DELETE", f"/sla/policies/{kept['id']}").status_code == 403


def test_all_that_is_wrong_with_a_promise_is_told_by_field(program: AsProgram, member: MakeMember) -> None:
    admin = program(actor_of(member("olga", role=Role.ADMIN)))
    answer = admin(
        "POST",
        "/sla/calendars",
        {"name": "Moon", "zone": "Moon/Sea", "hours": [[[0, 0]], [], [], [], [], [], []]},
    )
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert set(answer.get_json()["errors"]) == {"zone", "monday"}
    answer = admin("POST", "/sla/policies", {"name": "All", "calendar_id": 1})
    assert set(answer.get_json()["errors"]) == {"conditions"}
    hours = [[[540, 1080]]] * 7
    admin.done("POST", "/sla/calendars", {"name": "Always", "zone": "UTC", "hours": hours})
    (fallback,) = [each for each in admin.done("GET", "/sla/policies")["items"] if each["fallback"]]
    assert admin("DELETE", f"/sla/policies/{fallback['id']}").status_code == 409
    sneaky = {"day": "2026-12-24", "name": "x\n2026-12-26"}
    answer = admin(
        "POST", "/sla/calendars", {"name": "S", "zone": "UTC", "hours": hours, "holidays": [sneaky]}
    )
    assert answer.status_code == 422


def test_only_staff_are_counted_among_those_who_can_do_cases(
    program: AsProgram, matter: Matter, alice: Actor, dave: Actor
) -> None:
    """An asker who says that it is solved ends a case too."""
    matter.replies(MONDAY.replace(minute=30))
    matter.at(
        MONDAY.replace(hour=11),
        lambda _case: say_solved(questions.question_or_404(matter.question_id), by=alice),
    )
    assert matter.case.closed_by_id == alice.id
    with clock.at(MONDAY.replace(hour=12)):
        assert program(dave).done("GET", "/sla/forecast")["agents"] == 1
