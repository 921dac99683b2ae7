"""The same by programs: private letters, replies with private data, notes, macros, canned responses, surveys."""

from datetime import UTC, datetime, timedelta

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from moderation.escalation import working
from moderation.escalation.models import Case
from moderation.macros import services as macros
from moderation.macros.rules import Step
from moderation.surveys import timers
from moderation.surveys.models import Survey
from tests.community.api.conftest import AsProgram

HELD = "We sent it to mei.lin@wrenmail.de today; the parcel arrives tomorrow before noon."


def test_a_reply_with_private_data_needs_a_decision(
    program: AsProgram,
    case: Case,
    question: Question,
    dave: Actor,
) -> None:
    agent = program(dave)
    path = f"/cases/{case.id}/replies"
    refused = agent("POST", path, {"body": HELD})
    assert refused.status_code == 422
    told = refused.json or {}
    assert told["type"].endswith("private-data-found")
    start = HELD.index("mei.lin")
    end = start + len("mei.lin@wrenmail.de")
    assert told["private"] == [{"kind": "email", "start": start, "end": end, "text": HELD[start:end]}]
    assert "[email left out]" in told["preview"]
    assert agent("POST", path, {"body": HELD, "private": "keep"}).status_code == 422
    masked = agent.done("POST", path, {"body": HELD, "private": "mask"})
    assert "wrenmail" not in masked["body"]
    letter = agent.done("POST", path, {"body": HELD, "private": "letter"})
    assert (letter["private"], letter["body"]) == (True, HELD)
    kept = agent.done("POST", path, {"body": HELD + " Bye.", "private": "keep", "reason": "Our own address."})
    assert "mei.lin@wrenmail.de" in kept["body"]
    assert agent.done("GET", f"/cases/{case.id}")["letters"][0]["body"] == HELD


def test_asker_and_staff_write_to_each_other(
    program: AsProgram,
    case: Case,
    question: Question,
    alice: Actor,
    bob: Actor,
    carol: Actor,
) -> None:
    path = f"/questions/{question.id}/private"
    told = program(alice).done("POST", path, {"body": "My order number is 88123977."})
    assert told["from_asker"]
    assert program(alice).done("GET", path)["items"] == [told]
    for stranger in (bob, carol):
        assert program(stranger)("GET", path).status_code == 404
        assert program(stranger)("POST", path, {"body": "Me too."}).status_code == 404
    assert program()("GET", path).status_code == 401


def test_notes_are_mended_and_pinned(program: AsProgram, case: Case, dave: Actor, erin: Actor) -> None:
    written = program(dave).done("POST", f"/cases/{case.id}/notes", {"body": "First."})
    path = f"/cases/{case.id}/notes/{written['id']}"
    changed = program(dave).done("PATCH", path, {"body": "Second.", "pinned": True})
    assert (changed["body"], changed["pinned"]) == ("Second.", True)
    assert program(erin)("PATCH", path, {"body": "Third."}).status_code == 403


def test_a_macro_is_looked_at_and_done(program: AsProgram, case: Case, dave: Actor) -> None:
    with unit_of_work():
        slug = macros.keep("Wait", (Step("note", {"text": "For {customer}."}), Step("wait", {})), by=dave)
    agent = program(dave)
    assert agent.done("GET", "/macros")["items"][0]["slug"] == slug
    will = agent.done("GET", f"/cases/{case.id}/macros/{slug}")
    assert will.pop("seen")
    assert will == {
        "will": ["note for staff: “For Alice.”", "wait for the customer; no clock runs"],
        "refused": None,
    }
    assert agent.done("POST", f"/cases/{case.id}/macros/{slug}")["state"] == "waiting-for-customer"
    assert agent("POST", f"/cases/{case.id}/macros/no-such").status_code == 404


def test_canned_responses_are_kept_and_found(program: AsProgram, case: Case, dave: Actor) -> None:
    agent = program(dave)
    agent.done("POST", "/canned", {"title": "Hi", "body": "Hi {customer}.", "lang": "en", "shortcut": "hi"})
    assert agent("POST", "/canned", {"title": "Hi", "body": "{foo}", "lang": "en"}).status_code == 422
    (found,) = agent.done("GET", f"/canned?q=hi&case={case.id}")["items"]
    assert found["body"] == "Hi Alice."


def test_a_survey_is_answered_and_read(
    program: AsProgram,
    case: Case,
    alice: Actor,
    bob: Actor,
    dave: Actor,
    erin: Actor,
) -> None:
    monday = datetime(2026, 11, 23, 10, tzinfo=UTC)
    with clock.at(monday), unit_of_work():
        working.resolve(case.id, by=dave)
    with clock.at(monday + timedelta(days=2)):
        timers.look(monday + timedelta(days=2))
        path = f"/surveys/{db.session.query(Survey).one().id}"
        assert program(bob)("GET", path).status_code == 404
        assert program(alice)("PUT", path, {"expected": 6, "experienced": 1}).status_code == 422
        assert program(alice, "read")("PUT", path, {"expected": 3, "experienced": 5}).status_code == 403
        with unit_of_work():  # the page takes the word of a suspended customer, too
            db.session.get_one(Member, alice.id).suspended_until = clock.now() + timedelta(days=7)
        told = program(alice).done("PUT", path, {"expected": 3, "experienced": 5})
        assert (told["satisfaction"], told["open"]) == (2, True)
        results = program(dave).done("GET", "/surveys?by=rule")
        assert (results["satisfaction"], results["response_rate"], results["grid"][0][2]) == (2.0, 1.0, 1)
        assert program(erin).done("GET", "/surveys")["asked"] == 0
        assert program(alice)("GET", "/surveys").status_code == 403


def test_an_asker_sees_their_side_of_the_case_and_says_that_it_is_solved(
    program: AsProgram, case: Case, question: Question, alice: Actor, bob: Actor, dave: Actor
) -> None:
    program(dave).done("POST", f"/cases/{case.id}/replies", {"body": "It is done.", "private": "letter"})
    path = f"/questions/{question.id}"
    side = program(alice).done("GET", f"{path}/case")
    assert (side["state"], side["name"], side["team"], side["unread"]) == ("open", "Dave", "support", 1)
    assert set(side) == {"state", "team", "name", "since", "due_at", "late", "answered", "unread"}
    for stranger in (bob, dave):
        assert program(stranger)("GET", f"{path}/case").status_code == 404
    assert program(bob)("POST", f"{path}/settled").status_code == 404
    assert program(alice).done("POST", f"{path}/settled")["state"] == "settled"
