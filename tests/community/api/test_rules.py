"""Programs read, set, rehearse and judge the rules of escalation as people do; helpers and the ledger too."""

import pytest

from community.kernel.policy import Actor
from moderation.escalation import in_force
from tests.community.api.conftest import BODY, TITLE, AsProgram
from tests.community.api.test_staff import ANGRY
from tests.conftest import MakeMember, actor_of


@pytest.fixture
def frida(member: MakeMember) -> Actor:
    return actor_of(member("frida", role="admin"))


def test_a_rule_is_read_set_and_rehearsed(
    program: AsProgram, alice: Actor, dave: Actor, frida: Actor
) -> None:
    program(alice).done("POST", "/questions", ANGRY)
    rules = {each["slug"]: each for each in program(dave).done("GET", "/rules")["items"]}
    assert rules["angry-complaint"]["raised"] == 1
    assert rules["angry-complaint"]["interval"] == [0.0, 1.0]
    assert program(dave)("PUT", "/rules/angry-complaint", {"bound": 0.9}).status_code == 403
    assert program(frida)("PUT", "/rules/angry-complaint", {"bound": 9}).status_code == 422
    told = program(frida).done(
        "PUT", "/rules/angry-complaint", {"mode": "watch", "wording": {"en": "A person calls you."}}
    )
    assert (told["mode"], told["wording"]) == ("watch", {"en": "A person calls you."})
    found = program(dave).done("POST", "/rules/angry-complaint/rehearsal", {"mode": "off", "days": 28})
    assert (found["would_raise"], len(found["no_more"])) == (0, 1)
    assert program(dave)("POST", "/rules/asked-for-staff/rehearsal", {}).status_code == 422


def test_a_rule_without_code_is_made_and_retired(program: AsProgram, frida: Actor) -> None:
    conditions = [
        {"what": "words", "any": ["refund", "退款"]},
        {"what": "detector", "name": "anger", "least": 0.4},
    ]
    made = program(frida).done("POST", "/rules", {"title": "Refunds", "conditions": conditions})
    assert (made["slug"], made["mode"], made["conditions"]) == ("own-refunds", "watch", conditions)
    refused = program(frida)("POST", "/rules", {"title": "Nothing", "conditions": []})
    assert refused.status_code == 422
    assert program(frida)("DELETE", "/rules/own-refunds").status_code == 204
    in_force.forget()
    assert program(frida).done("GET", "/rules/own-refunds")["retired"] is True


def test_a_case_is_judged_and_given_back(program: AsProgram, alice: Actor, dave: Actor) -> None:
    program(alice).done("POST", "/questions", ANGRY)
    (case,) = program(dave).done("GET", "/cases")["items"]
    (why, *_more) = program(dave).done("GET", f"/cases/{case['id']}")["evidence"]
    body = {"escalation_id": why["id"], "verdict": "right"}
    judged = program(dave).done("POST", f"/cases/{case['id']}/verdict", body)
    assert judged["evidence"][0]["verdict"] == "right"
    calm = program(alice).done("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})
    assert calm["stage"] == "crowd"
    assert program(alice)("POST", f"/cases/{case['id']}/verdict", body).status_code == 403


def test_helpers_and_the_ledger(program: AsProgram, alice: Actor, bob: Actor, dave: Actor) -> None:
    asked = program(alice).done("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})
    assert program(bob).done("GET", "/invitations") == {"items": [], "next": None}
    assert program(bob)("POST", f"/questions/{asked['id']}/not-for-me", {}).status_code == 404
    assert program(bob).done("POST", f"/questions/{asked['id']}/helped", {}) == {"counted": True}
    assert program(bob).done("POST", f"/questions/{asked['id']}/helped", {}) == {"counted": False}
    found = program(dave).done("GET", "/resolutions?days=30")
    assert (found["total"], found["counts"]["self-service"]) == (1, 1)
