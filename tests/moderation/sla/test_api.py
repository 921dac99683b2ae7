"""What programs learn of promises."""

from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.policy import Actor
from tests.community.api.conftest import AsProgram
from tests.community.api.conftest import program as program  # noqa: PLC0414 - a fixture
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
