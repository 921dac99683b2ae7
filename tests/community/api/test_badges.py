"""Badges through the REST interface: the gallery, holders, and making one without code."""

from typing import Any

import pytest

from community.kernel.policy import Actor, Role
from gamification.badges.catalogue import BADGES
from tests.community.api.conftest import AsProgram
from tests.conftest import MakeMember, actor_of

RULE = {
    "slug": "mesh-friend",
    "title": "Mesh friend",
    "blurb": "An answer about the mesh.",
    "tier": "bronze",
    "family": "answering",
    "glyph": "leaf",
    "metric": "answers",
    "threshold": 1,
    "tag": "mesh",
}


@pytest.fixture
def root(member: MakeMember) -> Actor:
    return actor_of(member("root", role=Role.ADMIN))


def test_the_gallery_turns_pages_and_tells_one_s_own_way(
    program: AsProgram, answered: dict[str, Any], bob: Actor
) -> None:
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = program(bob).done("GET", f"/badges?limit=20{cursor}")
        found += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert {each["slug"] for each in found} == {badge.slug for badge in BADGES if not badge.secret}
    by_slug = {each["slug"]: each for each in found}
    assert (
        by_slug["first-answer"]
        | {
            "held": True,
            "times": 1,
            "holders": 1,
            "one_in": 2,
            "progress": None,
        }
        == by_slug["first-answer"]
    )
    assert by_slug["steady-hand"]["progress"] == {"now": 1, "needed": 25}
    assert (
        by_slug["fine-month"]
        | {
            "window": "30d",
            "expires_after": 60,
            "gate": {"mean": 4.5, "ratings": 10},
        }
        == by_slug["fine-month"]
    )
    speed = program().done("GET", "/badges?family=speed")["items"]
    assert {each["slug"] for each in speed} == {"quick-hand", "first-responder", "always-there"}
    assert program().done("GET", "/badges?family=none")["items"] == []


def test_a_badge_names_its_holders(program: AsProgram, answered: dict[str, Any]) -> None:
    badge = program().done("GET", "/badges/first-answer")
    assert [row["member"]["name"] for row in badge["holders_page"]["items"]] == ["bob"]
    assert badge["holders_page"]["next"] is None
    assert program()("GET", "/badges/late-rescue").status_code == 404
    assert program()("GET", "/badges/nothing").status_code == 404
    assert program()("GET", "/badges/first-answer?cursor=abc").status_code == 422


def test_members_see_what_is_near(program: AsProgram, answered: dict[str, Any], bob: Actor) -> None:
    own = program(bob).done("GET", "/members/bob/badges")
    assert [each["slug"] for each in own["items"]] == ["first-answer"]
    assert own["nearest"]
    assert all(0 < each["now"] < each["needed"] for each in own["nearest"])
    assert program().done("GET", "/members/bob/badges")["nearest"] == []


def test_an_admin_drafts_rehearses_and_lets_a_badge_go_live(
    program: AsProgram, answered: dict[str, Any], root: Actor
) -> None:
    by_root = program(root, "admin")
    once = {"Idempotency-Key": "one"}
    made = by_root.done("POST", "/badges", RULE, headers=once)
    assert (made["state"], made["changed"], made["window"]) == ("draft", False, "")
    assert by_root.done("POST", "/badges", RULE, headers=once) == made
    assert by_root("POST", "/badges", RULE).status_code == 409
    assert program()("GET", "/badges/mesh-friend").status_code == 404
    by_root.done("PATCH", "/badges/mesh-friend", {"window": "30d"})
    rehearsed = by_root.done("GET", "/badges/mesh-friend/rehearsal")
    assert (rehearsed["members"], rehearsed["winners"][0]["member"]["name"]) == (1, "bob")
    live = by_root.done("POST", "/badges/mesh-friend/live")
    assert (live["state"], live["given"]) == ("live", 1)
    shown = program().done("GET", "/badges/mesh-friend")
    assert (shown["tag"], shown["window"], shown["holders"]) == ("mesh", "30d", 1)
    changed = by_root.done("PATCH", "/badges/mesh-friend", {"threshold": 9})
    assert (changed["threshold"], changed["changed"]) == (9, True)
    assert program().done("GET", "/badges/mesh-friend")["threshold"] == 1
    assert by_root.done("POST", "/badges/mesh-friend/retire")["state"] == "retired"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"metric": "karma"}, "metric"),
        ({"threshold": 0}, "threshold"),
        ({"window": "soon"}, "window"),
        ({"tag": "unheard-of"}, "tag"),
        ({"slug": "helper"}, "slug"),
        ({"expires_after": 9}, "expires_after"),
        ({"gate_mean": 9.5, "gate_ratings": 10}, "gate_mean"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_its_field(
    program: AsProgram, answered: dict[str, Any], root: Actor, wrong: dict[str, Any], field: str
) -> None:
    answer = program(root)("POST", "/badges", {**RULE, **wrong})
    assert answer.status_code == 422
    assert answer.get_json()["field"] == field
    assert program()("GET", "/badges/mesh-friend").status_code == 404


def test_others_may_not_make_badges(program: AsProgram, root: Actor, carol: Actor, bob: Actor) -> None:
    for someone, scopes in ((bob, ()), (carol, ()), (root, ("write",))):
        assert program(someone, *scopes)("POST", "/badges", RULE).status_code == 403
