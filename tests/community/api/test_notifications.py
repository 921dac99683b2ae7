"""The inbox and its choices, for programs."""

from sqlalchemy import select

from community.kernel.db import db
from community.kernel.policy import Actor
from community.notifications import queries
from community.notifications.models import Notification
from tests.community.api.conftest import AsProgram
from tests.community.notifications.making import news


def test_a_program_reads_the_inbox_and_marks_it(program: AsProgram, alice: Actor, bob: Actor) -> None:
    news(bob, cause="1")
    news(bob, cause="2", data={"title": "Which cable?"})
    call = program(bob)
    told = call.done("GET", "/notifications")
    assert told["unread"] == 2
    assert [each["sentence"] for each in told["items"]] == [
        "Mei answered “Which cable?”",
        "Mei answered “Which lamp blinks?”",
    ]
    number = told["items"][0]["id"]
    assert program(alice)("POST", f"/notifications/{number}/read").status_code == 404
    call.done("POST", f"/notifications/{number}/read")
    assert [each["read"] for each in call.done("GET", "/notifications")["items"]] == [False, True]
    call.done("POST", "/notifications/read")
    assert queries.unread_count(bob) == 0
    assert db.session.scalars(select(Notification).filter_by(read_at=None)).all() == []


def test_a_program_chooses_what_to_hear(program: AsProgram, bob: Actor) -> None:
    call = program(bob)
    made = call.done("PATCH", "/notification-preferences/answer", {"email": "daily"})
    assert made == {
        "kind": "answer", "site": "instant", "email": "daily", "push": "instant", "always": False,
    }  # fmt: skip
    assert made in call.done("GET", "/notification-preferences")["items"]
    assert call("PATCH", "/notification-preferences/answer", {"email": "soon"}).status_code == 422
    assert call("PATCH", "/notification-preferences/warned", {"email": "off"}).status_code == 422
    assert call("PATCH", "/notification-preferences/case-late", {"email": "off"}).status_code == 404
