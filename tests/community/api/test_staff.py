"""Reports, the review queue, cases and insights through the REST interface."""

import base64
import json
from typing import Any

import pytest

from community.kernel.policy import Actor
from tests.community.api.conftest import ANSWER, AsProgram
from tests.conftest import both_databases

ANGRY = {
    "title": "Third time your garbage router ruined my evening, this is a disgrace",
    "body": (
        "I am absolutely furious. This is the worst service I have ever had in my life. Your useless router "
        "dropped out again, your support lied to me twice, and I want my money back right now. It is a scandal "
        "how you treat paying customers, you incompetent thieves. I am sick and tired of this disgusting company."
    ),
    "tags": ["router"],
}
SHOUTED = "WHY DOES MY ROUTER DROP ALL THE TIME, IT IS ALWAYS THE SAME AND NOBODY HELPS ME"


@pytest.fixture
def held(program: AsProgram, alice: Actor) -> dict[str, Any]:
    """A question of Alice's that waits for a moderator."""
    told: dict[str, Any] = program(alice).done(
        "POST", "/questions", {"title": SHOUTED, "body": SHOUTED * 3, "tags": ["router"]}
    )
    assert told["state"] == "held"
    return told


def test_a_moderator_claims_and_approves(
    program: AsProgram, held: dict[str, Any], carol: Actor, erin: Actor
) -> None:
    by_carol = program(carol)
    items = by_carol.done("GET", "/review/items")["items"]
    item = next(each for each in items if each["post_id"] == held["id"])
    assert item["kind"] == "low-quality"
    assert item["findings"]
    assert item["claimed_by"] is None
    claimed = by_carol.done("POST", f"/review/items/{item['id']}/claim")
    assert claimed["claimed_by"]["name"] == "carol"
    assert program(erin)("POST", f"/review/items/{item['id']}/claim").status_code == 409
    decided = by_carol.done("POST", f"/review/items/{item['id']}/decision", {"decision": "approve"})
    assert (decided["state"], decided["decision"]) == ("decided", "approve")
    assert decided["post"]["state"] == "published"
    assert program().done("GET", f"/questions/{held['id']}")["state"] == "new"


def test_a_refusal_needs_a_reason_and_takes_a_sentence(
    program: AsProgram, held: dict[str, Any], alice: Actor, carol: Actor
) -> None:
    by_carol = program(carol)
    (item,) = by_carol.done("GET", "/review/items")["items"]
    path = f"/review/items/{item['id']}"
    assert by_carol("POST", f"{path}/decision", {"decision": "refuse"}).status_code == 409  # not claimed
    by_carol.done("POST", f"{path}/claim")
    assert by_carol("POST", f"{path}/decision", {"decision": "refuse"}).status_code == 422
    by_carol.done(
        "POST", f"{path}/decision", {"decision": "refuse", "reason": "Please write in small letters."}
    )
    assert program(alice).done("GET", f"/questions/{held['id']}")["verdict"] == "refuse"


def test_the_queue_is_for_reviewers(program: AsProgram, alice: Actor, carol: Actor) -> None:
    assert program()("GET", "/review/items").status_code == 401
    assert program(alice)("GET", "/review/items").status_code == 403
    assert program(carol, "read", "write")("GET", "/review/items").status_code == 403
    assert program(carol, "moderate")("GET", "/review/items").status_code == 200


def test_the_queue_is_read_by_cursor(
    program: AsProgram, held: dict[str, Any], alice: Actor, carol: Actor
) -> None:
    for number in range(3):
        program(alice).done(
            "POST",
            "/questions",
            {
                "title": f"{SHOUTED[:50]} {number}",
                "body": f"{number} {SHOUTED * (number + 2)}",
                "tags": ["router"],
            },
        )
    by_carol = program(carol)
    everything = [item["id"] for item in by_carol.done("GET", "/review/items")["items"]]
    read: list[int] = []
    cursor = ""
    while True:
        page = by_carol.done("GET", f"/review/items?limit=1{cursor}")
        read += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert read == everything
    assert len(read) >= 3


@pytest.mark.parametrize("body", [{"reason": "boring"}, {"reason": "other"}, {}])
def test_a_report_says_what_is_wrong(
    program: AsProgram, asked: dict[str, Any], bob: Actor, body: dict[str, str]
) -> None:
    assert program(bob)("POST", f"/posts/{asked['id']}/flags", body).status_code == 422


@pytest.fixture
def case(program: AsProgram, alice: Actor, dave: Actor) -> dict[str, Any]:
    """The case of Alice's angry complaint, as Dave sees it."""
    asked = program(alice).done("POST", "/questions", ANGRY)
    assert asked["stage"] == "tier-1"
    (row,) = program(dave).done("GET", "/cases")["items"]
    assert row["question_id"] == asked["id"]
    told: dict[str, Any] = row
    return told


def test_an_agent_sees_tier_one_and_a_specialist_tier_two(
    program: AsProgram, case: dict[str, Any], dave: Actor, erin: Actor
) -> None:
    assert (case["tier"], case["owner"], case["state"]) == (1, None, "open")
    assert "angry-complaint" in case["reasons"]
    assert program(erin).done("GET", "/cases")["items"] == []
    assert [row["id"] for row in program(erin).done("GET", "/cases?tier=1")["items"]] == [case["id"]]
    assert program(dave).done("GET", "/cases?tier=2")["items"] == []


def test_a_case_is_worked_from_claim_to_resolution(
    program: AsProgram, case: dict[str, Any], dave: Actor, erin: Actor, alice: Actor
) -> None:
    by_dave, path = program(dave), f"/cases/{case['id']}"
    assert by_dave.done("POST", f"{path}/claim")["owner"]["name"] == "dave"
    taken = program(erin)("POST", f"{path}/claim")
    assert taken.status_code == 409
    assert "Dave" in taken.get_json()["detail"]
    by_dave.done("POST", f"{path}/notes", {"body": "Second router this year."})
    reply = by_dave.done("POST", f"{path}/replies", {"body": ANSWER})
    assert reply["private"] is (reply["answer_id"] is None)
    resolved = by_dave.done("POST", f"{path}/resolve", {"note": "A new router is on its way."})
    assert (resolved["state"], resolved["outcome"]) == ("resolved", "resolved")
    assert resolved["notes"][0]["body"] == "Second router this year."
    assert program(alice).done("GET", f"/questions/{case['question_id']}")["stage"] == "resolved"
    assert by_dave("POST", f"{path}/resolve").status_code == 409


def test_a_case_is_given_to_others_and_back_to_the_crowd(
    program: AsProgram, case: dict[str, Any], dave: Actor, erin: Actor, bob: Actor
) -> None:
    by_dave, path = program(dave), f"/cases/{case['id']}"
    assert by_dave.done("POST", f"{path}/assign", {"member": "erin"})["owner"]["name"] == "erin"
    assert by_dave("POST", f"{path}/assign", {"member": "bob"}).status_code == 422
    assert by_dave.done("POST", f"{path}/assign", {"member": None})["owner"] is None
    returned = by_dave.done("POST", f"{path}/return", {"note": "Others have this router as well."})
    assert (returned["state"], returned["outcome"]) == ("resolved", "returned")
    assert by_dave.done("GET", "/cases")["items"] == []
    assert [row["id"] for row in by_dave.done("GET", "/cases?state=resolved")["items"]] == [case["id"]]


def test_cases_are_for_staff(program: AsProgram, case: dict[str, Any], alice: Actor, carol: Actor) -> None:
    for somebody in (alice, carol):
        assert program(somebody)("GET", "/cases").status_code == 403
        assert program(somebody)("GET", f"/cases/{case['id']}").status_code == 403


def test_a_staff_key_is_enough_to_work_a_case(program: AsProgram, case: dict[str, Any], dave: Actor) -> None:
    by_dave, path = program(dave, "staff"), f"/cases/{case['id']}"
    by_dave.done("POST", f"{path}/claim")
    by_dave.done("POST", f"{path}/replies", {"body": ANSWER})
    by_dave.done("POST", f"{path}/resolve")
    assert program(dave, "write")("GET", "/cases").status_code == 403


@both_databases
@pytest.mark.parametrize("band", ["\ud800", "\x00", "P9", ["P1"]])
def test_a_cursor_of_no_priority_is_refused(program: AsProgram, dave: Actor, band: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([band, 1, 1]).encode()).decode().rstrip("=")
    assert program(dave)("GET", f"/cases?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("cursor", ["WzEsMiwzXQ", "WyJQMSIsImEiLDFd", "bm9uc2Vuc2U"])
def test_a_cursor_of_another_list_is_refused(program: AsProgram, dave: Actor, cursor: str) -> None:
    assert program(dave)("GET", f"/cases?cursor={cursor}").status_code == 422


def test_the_summary_counts_what_happened(
    program: AsProgram, case: dict[str, Any], answered: dict[str, Any], alice: Actor, dave: Actor
) -> None:
    program(alice).done("PUT", f"/answers/{answered['id']}/rating", {"stars": 4})
    told = program(dave).done("GET", "/insights/summary")
    assert (told["questions"], told["answers"], told["mean_stars"]) == (2, 1, 4.0)
    assert told["answered_share"] == 0.5
    assert told["open_cases"] == {"tier-1": 1, "tier-2": 0}
    assert program(alice)("GET", "/insights/summary").status_code == 403


def test_cases_take_the_filters_of_the_desk(program: AsProgram, case: dict[str, Any], dave: Actor) -> None:
    by_dave = program(dave)
    found = (
        "view=unassigned",
        "tag=router",
        "rule=angry-complaint",
        "state=open",
        "spoken=en",
        "q=disgrace",
        "q=alice",
    )
    for asked in (
        *found,
        f"q={case['id']}",
        f"team={case['team']}",
        f"priority={case['priority']}",
        "sort=due",
    ):
        assert [row["id"] for row in by_dave.done("GET", f"/cases?{asked}")["items"]] == [case["id"]], asked
    for asked in (
        "view=mine",
        "tag=none",
        "rule=safety",
        "spoken=zh-Hans",
        "q=nobody",
        "view=resolved",
        "team=x",
    ):
        assert by_dave.done("GET", f"/cases?{asked}")["items"] == [], asked
    for asked in ("view=x", "sort=x", "priority=P9", "sort=due&cursor=bm9uc2Vuc2U"):
        answer = by_dave("GET", f"/cases?{asked}")
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json"), asked


def test_every_order_of_cases_turns_pages(program: AsProgram, alice: Actor, dave: Actor) -> None:
    for number in range(3):
        body = {**ANGRY, "title": f"{ANGRY['title']} {number}", "body": f"{ANGRY['body']} Number {number}."}
        program(alice).done("POST", "/questions", body)
    for order in ("priority", "due", "newest", "waiting"):
        seen: list[int] = []
        following = ""
        while following is not None:
            page = program(dave).done("GET", f"/cases?sort={order}&limit=1{following}")
            seen += [each["id"] for each in page["items"]]
            following = f"&cursor={page['next']}" if page["next"] else None
        assert len(seen) == len(set(seen)) == 3, order
