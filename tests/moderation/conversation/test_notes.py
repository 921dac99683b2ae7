"""Notes that only staff see: who is named hears of it; they are mended for minutes, and pinned."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from moderation.escalation import noting
from moderation.escalation.models import Case, CaseNote
from tests.moderation.conversation.conftest import Browser


def test_staff_who_are_named_hear_of_it_and_customers_never(
    case: Case, alice: Actor, dave: Actor, erin: Actor
) -> None:
    with unit_of_work():
        noting.note(
            case.id, "@erin please look, @alice says so; dave@erin.example is no name, @dave.", by=dave
        )
    told = db.session.query(Notification).filter_by(kind="mentioned").all()
    assert [each.member_id for each in told] == [erin.id]
    assert told[0].data["path"] == f"/desk/cases/{case.id}"


def test_a_note_is_mended_for_minutes_with_its_history(case: Case, dave: Actor, erin: Actor) -> None:
    with unit_of_work():
        written = noting.note(case.id, "The serial is 1.", by=dave)
    with unit_of_work():
        noting.edit(written.id, "The serial is 2, @erin.", by=dave)
    db.session.expire_all()
    kept = db.session.get_one(CaseNote, written.id)
    assert (kept.body, [each["body"] for each in kept.versions]) == (
        "The serial is 2, @erin.",
        ["The serial is 1."],
    )
    assert db.session.query(Notification).filter_by(member_id=erin.id, kind="mentioned").count() == 1
    with pytest.raises(NotAllowed), unit_of_work():
        noting.edit(written.id, "Not mine.", by=erin)
    with (
        clock.at(clock.now() + timedelta(minutes=6)),
        pytest.raises(NotAllowed),
        unit_of_work(),
    ):
        noting.edit(written.id, "Too late.", by=dave)


def test_a_pinned_note_stands_above_the_answer_form(browser: Browser, case: Case, dave: Actor) -> None:
    agent = browser(dave)
    agent.post(f"/desk/cases/{case.id}/notes", data={"note": "Call back on Monday."})
    note = db.session.query(CaseNote).one()
    address = f"/desk/cases/{case.id}/notes/{note.id}"
    assert agent.post(f"{address}/pin", data={"pinned": "y"}).status_code == 303
    assert "Pinned by the team" in agent.get(f"/desk/cases/{case.id}").text
    assert agent.post(f"{address}/pin").status_code == 303
    assert "Pinned by the team" not in agent.get(f"/desk/cases/{case.id}").text
    assert agent.post(address, data={"note": "Call back on Tuesday."}).status_code == 303
    assert "Call back on Monday." in agent.get(address).text
    assert agent.get(f"/desk/cases/{case.id}/notes/999").status_code == 404
    empty = agent.post(address, data={"note": "  "})
    assert empty.status_code == 422


@given(st.text(max_size=200))
def test_names_never_hold_an_at_sign_or_a_blank(text: str) -> None:
    assert all("@" not in name and not any(map(str.isspace, name)) for name in noting.names_in(text))
