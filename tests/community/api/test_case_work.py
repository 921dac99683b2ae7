"""A case among several people, through the REST interface."""

from typing import Any

import pytest

from community.kernel.policy import Actor
from tests.community.api.conftest import AsProgram

ANGRY = {
    "title": "Third broken router in two months and nobody calls me back",
    "body": (
        "I am absolutely furious. This is the third router that died on me, your hotline is useless and nobody ever "
        "rang. The worst customer service I have ever had. I want my money back!"
    ),
    "tags": ["wifi"],
}
TOLD = {"happens": "It dies.", "tried": "Three units.", "needed": "A look at the log."}


@pytest.fixture
def path(program: AsProgram, alice: Actor, dave: Actor) -> str:
    """The address of the case of Alice's complaint."""
    program(alice).done("POST", "/questions", ANGRY)
    (row,) = program(dave).done("GET", "/cases")["items"]
    return f"/cases/{row['id']}"


def test_a_case_is_handed_over_declined_and_accepted(
    program: AsProgram, path: str, dave: Actor, erin: Actor
) -> None:
    by_dave, by_erin = program(dave), program(erin)
    handed = by_dave.done(
        "POST", f"{path}/hand-over", {"member": "erin", "note": "She rings at two.", "minutes": 30}
    )
    assert handed["owner"]["name"] == "erin"
    assert (handed["hand_over"]["giver"]["name"], handed["hand_over"]["note"]) == (
        "dave",
        "She rings at two.",
    )
    assert handed["assignment"]["how"] == "handed-over"
    declined = by_erin.done("POST", f"{path}/decline", {"reason": "I am off at noon."})
    assert (declined["owner"]["name"], declined["hand_over"]) == ("dave", None)
    assert by_erin("POST", f"{path}/accept").status_code == 409
    by_dave.done("POST", f"{path}/hand-over", {"member": "erin", "note": "Please."})
    assert by_erin.done("POST", f"{path}/accept")["hand_over"] is None
    for wrong in (
        {"note": "x"},
        {"member": "erin", "team": "care", "note": "x"},
        {"member": "nobody", "note": "x"},
    ):
        assert by_erin("POST", f"{path}/hand-over", wrong).status_code == 422


def test_a_case_is_passed_on_with_its_template_and_sent_back(
    program: AsProgram, path: str, dave: Actor, erin: Actor
) -> None:
    refused = program(dave)("POST", f"{path}/pass", {"fields": TOLD | {"tried": ""}})
    assert refused.status_code == 422
    assert refused.get_json()["field"] == "tried"
    assert "What was tried" in refused.get_json()["detail"]
    passed = program(dave).done("POST", f"{path}/pass", {"fields": TOLD})
    assert (passed["tier"], passed["owner"], passed["briefs"][0]["fields"]) == (2, None, TOLD)
    back = program(erin).done("POST", f"{path}/send-back", {"reason": "Ask for the log first."})
    assert (back["tier"], back["owner"]["name"]) == (1, "dave")
    assert back["briefs"][0]["return_reason"] == "Ask for the log first."


def test_presence_and_the_mark_of_a_reply(program: AsProgram, path: str, dave: Actor, erin: Actor) -> None:
    program(dave).done("POST", f"{path}/presence", {"state": "typing"})
    seen = program(erin).done("POST", f"{path}/presence")
    assert [(each["name"], each["typing"]) for each in seen["viewers"]] == [("Dave", True)]
    program(erin).done("POST", f"{path}/notes", {"body": "She rang me."})
    reply: dict[str, Any] = {"body": "We send you a new one today.", "seen": seen["mark"]}
    assert program(dave)("POST", f"{path}/replies", reply).status_code == 409
    fresh = program(dave).done("GET", path)["mark"]
    program(dave).done("POST", f"{path}/replies", reply | {"seen": fresh})


def test_taking_over_merging_and_reopening(
    program: AsProgram, path: str, alice: Actor, dave: Actor, erin: Actor
) -> None:
    by_dave = program(dave)
    by_dave.done("POST", f"{path}/claim")
    assert program(erin)("POST", f"{path}/take-over", {"reason": "I know it."}).status_code == 403
    program(alice).done(
        "POST", "/questions", ANGRY | {"title": "The fourth broken router, and still nobody calls me"}
    )
    other = next(row for row in by_dave.done("GET", "/cases")["items"] if not path.endswith(f"/{row['id']}"))
    merged = by_dave.done("POST", f"{path}/merge", {"into": other["id"]})
    assert (merged["outcome"], merged["merged_into"]) == ("merged", other["id"])
    assert by_dave.done("GET", f"/cases/{other['id']}")["owner"]["name"] == "dave"
    by_dave.done("POST", f"/cases/{other['id']}/resolve")
    assert by_dave.done("POST", f"/cases/{other['id']}/reopen")["state"] == "open"
    assert by_dave("POST", f"/cases/{other['id']}/reopen").status_code == 409


def test_the_load_of_the_staff_is_for_staff(program: AsProgram, path: str, alice: Actor, dave: Actor) -> None:
    program(dave).done("POST", f"{path}/claim")
    told = program(dave).done("GET", "/staff/load")
    (row,) = told["items"]
    assert told["distribution"] == "manual"
    assert (row["member"]["name"], row["open"], row["capacity"], row["absence"]) == ("dave", 1, 8, None)
    assert program(alice)("GET", "/staff/load").status_code == 403
    for call in (
        "take-over",
        "hand-over",
        "accept",
        "decline",
        "pass",
        "send-back",
        "merge",
        "reopen",
        "presence",
    ):
        assert program(alice)("POST", f"{path}/{call}", {}).status_code == 403
