"""The page of one's own day names the day that it is about."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.kernel import clock
from moderation.escalation import working
from tests.conftest import SignIn
from tests.moderation.casework.conftest import MONDAY, At, MakeAgent, OpenCase, case_now

TODAY, NEXT_DAY = "1 case is due today.", "1 case is due on the next service day."


@pytest.mark.parametrize(("hours", "told"), [(12, NEXT_DAY), (22, TODAY), (24, TODAY)])
def test_after_hours_what_is_due_tomorrow_is_not_called_due_today(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, sign_in: SignIn, at: At, hours: int, told: str
) -> None:
    case_id, omar = open_case(), agent("omar")
    at(MONDAY, lambda: working.claim(case_id, by=omar))
    at(MONDAY, lambda: setattr(case_now(case_id), "due_at", MONDAY + timedelta(hours=25)))
    sign_in(client, omar)
    with clock.at(MONDAY + timedelta(hours=hours)):
        page = client.get("/desk/today").text
    assert [each for each in (TODAY, NEXT_DAY) if each in page] == [told]
