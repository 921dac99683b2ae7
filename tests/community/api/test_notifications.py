"""The inbox and its choices, for programs."""

import pytest
from flask import Flask
from sqlalchemy import select

from community.kernel.db import db
from community.kernel.policy import Actor
from community.notifications import queries
from community.notifications.models import Notification
from tests.community.api.conftest import AsProgram
from tests.community.notifications.making import news
from tests.conftest import both_databases


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


@both_databases
def test_a_program_turns_the_pages_of_the_inbox(app: Flask, program: AsProgram, bob: Actor) -> None:
    for number in range(5):
        news(bob, cause=str(number))
    call = program(bob)
    whole = call.done("GET", "/notifications")
    assert whole["next"] is None
    call.done("POST", f"/notifications/{whole['items'][0]['id']}/read")
    ordered = [each["id"] for each in call.done("GET", "/notifications")["items"]]
    seen, cursor = [], ""
    while cursor is not None:
        told = call.done("GET", f"/notifications?limit=2{cursor and '&cursor='}{cursor}")
        seen.append([each["id"] for each in told["items"]])
        cursor = told["next"]
    assert seen == [ordered[:2], ordered[2:4], ordered[4:]]


def test_what_is_read_between_two_pages_leaves_nothing_out(program: AsProgram, bob: Actor) -> None:
    for number in range(4):
        news(bob, cause=str(number))
    call = program(bob)
    first = call.done("GET", "/notifications?limit=2")
    call.done("POST", "/notifications/read")
    second = call.done("GET", f"/notifications?limit=100&cursor={first['next']}")
    last = call.done(
        "GET", f"/notifications?limit=2&cursor={call.done('GET', '/notifications?limit=2')['next']}"
    )
    told = {each["id"] for each in [*first["items"], *second["items"]]}
    assert len(told) == 4
    assert second["next"] is None
    assert not {each["id"] for each in last["items"]} & {each["id"] for each in first["items"]}


@pytest.mark.parametrize(
    "cursor", ["nonsense", "WyJ1bnJlYWQiLDEsMl0", "WyJhY3RpdmUiLCIyMDI2LTAxLTAxVDAwOjAwOjAwIiwxXQ"]
)
def test_a_cursor_of_another_list_is_refused(program: AsProgram, bob: Actor, cursor: str) -> None:
    assert program(bob)("GET", f"/notifications?cursor={cursor}").status_code == 422
