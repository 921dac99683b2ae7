"""Sanctions and appeals through the REST interface: the same deeds, the same refusals, at once."""

from typing import Any

import pytest

from community.kernel.policy import Actor, Role
from tests.community.api.conftest import BODY, TITLE, AsProgram
from tests.conftest import MakeMember, actor_of

SUSPEND = {
    "kind": "suspend",
    "reason": "abuse",
    "words": "Two insults in one day.",
    "note": "See 12.",
    "days": 7,
}


@pytest.fixture
def mona(member: MakeMember) -> Actor:
    """Mona moderates, too."""
    return actor_of(member("mona", role=Role.MODERATOR))


@pytest.fixture
def suspended(program: AsProgram, alice: Actor, carol: Actor) -> dict[str, Any]:
    """Alice, suspended by Carol."""
    told: dict[str, Any] = program(carol).done("POST", "/members/alice/sanctions", SUSPEND)
    return told


def test_a_suspension_holds_for_the_next_request_of_a_program(
    program: AsProgram, suspended: dict[str, Any], alice: Actor, carol: Actor
) -> None:
    assert (suspended["active"], suspended["note"], suspended["imposed_by"]["name"]) == (
        True,
        "See 12.",
        "carol",
    )
    by_alice = program(alice)
    refused = by_alice("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})
    assert refused.status_code == 403
    assert "how to appeal" in refused.get_json()["detail"]
    assert by_alice("GET", "/questions").status_code == 200
    (own,) = by_alice.done("GET", "/members/alice/sanctions")["items"]
    assert (own["note"], own["imposed_by"], own["words"]) == (None, None, "Two insults in one day.")
    again = program(carol)("POST", "/members/alice/sanctions", SUSPEND)
    assert again.status_code == 409
    lifted = program(carol).done("POST", f"/sanctions/{own['id']}/lift", {"reason": "We talked."})
    assert (lifted["active"], lifted["end"]) == (False, "lifted")
    by_alice.done("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})


def test_a_limit_takes_one_deed_of_a_program(
    program: AsProgram, alice: Actor, bob: Actor, carol: Actor
) -> None:
    question = program(bob).done("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})
    limit = {"kind": "limit", "reason": "flag-misuse", "limit": "no-flags", "days": 3}
    program(carol).done("POST", "/members/alice/sanctions", limit)
    refused = program(alice)("POST", f"/posts/{question['id']}/flags", {"reason": "spam"})
    assert refused.status_code == 403
    assert "for now" in refused.get_json()["detail"]


def test_an_appeal_from_the_first_word_to_the_decision(
    program: AsProgram, suspended: dict[str, Any], alice: Actor, carol: Actor, mona: Actor
) -> None:
    by_alice, by_mona = program(alice), program(mona)
    path = f"/sanctions/{suspended['id']}/appeal"
    appeal = by_alice.done("POST", path, {"words": "我当时是在说设备。"})
    assert by_alice("POST", path, {"words": "Once more."}).status_code == 409
    place = f"/appeals/{appeal['id']}"
    assert program(carol)("POST", f"{place}/claim").status_code == 403
    items = by_mona.done("GET", "/review/items")["items"]
    assert [each["appeal_id"] for each in items if each["kind"] == "appeal"] == [appeal["id"]]
    ruling = {"decision": "granted", "reason": "It was about the device."}
    assert by_mona("POST", f"{place}/decision", ruling).status_code == 409  # not claimed
    by_mona.done("POST", f"{place}/claim")
    asked = by_mona.done("POST", f"{place}/questions", {"words": "Which one?"})
    assert (asked["state"], asked["waiting_since"] is not None) == ("waiting", True)
    by_alice.done("POST", f"{place}/answers", {"words": "The router."})
    by_mona.done("POST", f"{place}/claim")
    decided = by_mona.done("POST", f"{place}/decision", ruling)
    assert (decided["state"], decided["sanction"]["struck"]) == ("granted", True)
    own = by_alice.done("GET", place)
    assert (own["reason"], own["decided_by"]) == ("It was about the device.", None)
    assert [each["words"] for each in own["messages"]] == ["Which one?", "The router."]
    assert by_alice.done("GET", "/appeals")["items"] == [own]


def test_nobody_else_learns_of_it(
    program: AsProgram, suspended: dict[str, Any], alice: Actor, bob: Actor
) -> None:
    appeal = program(alice).done("POST", f"/sanctions/{suspended['id']}/appeal", {"words": "It was not so."})
    by_bob = program(bob)
    assert by_bob("GET", "/members/alice/sanctions").status_code == 404
    assert by_bob("GET", f"/appeals/{appeal['id']}").status_code == 404
    assert by_bob("POST", f"/appeals/{appeal['id']}/withdrawal").status_code == 404
    assert by_bob("POST", "/members/alice/sanctions", SUSPEND).status_code == 403
    assert by_bob.done("GET", "/appeals")["items"] == []
    assert program(alice).done("POST", f"/appeals/{appeal['id']}/withdrawal")["state"] == "withdrawn"
