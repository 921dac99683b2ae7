"""Reports and spot checks for programs."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from gamification.reputation.models import MemberStanding
from moderation.review import choosing, claiming, opening, services
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from moderation.review.watch import watch
from tests.community.api.conftest import AsProgram
from tests.conftest import MakeMember, actor_of


def test_ones_own_reports_their_outcome_and_taking_one_back(
    program: AsProgram, asked: dict[str, Any], bob: Actor, dave: Actor, erin: Actor
) -> None:
    call = program(bob)
    body = {"reason": "spam", "note": "Line two."}
    made = call.done("POST", f"/posts/{asked['id']}/flags", body)
    assert (made["state"], made["note"], made["decided_at"]) == ("open", "Line two.", None)
    assert call.done("GET", "/flags")["items"] == [made]
    assert call.done("GET", f"/flags/{made['id']}") == {**made, "messages": []}
    assert program(erin)("DELETE", f"/flags/{made['id']}").status_code == 404
    said = program(dave).done("POST", f"/flags/{made['id']}/messages", {"words": "Which one?"})
    assert said["messages"][0]["from_team"] is True
    assert "Dave" not in str(said)
    assert call.done("POST", f"/flags/{made['id']}/messages", {"words": "The second."})["state"] == "open"
    assert call.done("DELETE", f"/flags/{made['id']}")["state"] == "withdrawn"
    assert call("DELETE", f"/flags/{made['id']}").status_code == 409


def test_the_author_cannot_ask_about_reports(
    program: AsProgram, asked: dict[str, Any], alice: Actor, bob: Actor
) -> None:
    made = program(bob).done("POST", f"/posts/{asked['id']}/flags", {"reason": "spam"})
    assert program(alice)("GET", f"/flags/{made['id']}").status_code == 404
    assert program(alice).done("GET", "/flags")["items"] == []


@pytest.fixture
def peer(member: MakeMember) -> Actor:
    """A member who may review."""
    made = member("peer")
    with unit_of_work():
        db.session.add(MemberStanding(member_id=made.id, level=3))
    return actor_of(made)


def one_refused_one_waiting(app: Flask, authors: list[Actor], carol: Actor) -> list[int]:
    """The review items of two posts; whatever comes next is a spot check."""
    app.extensions["huzhu_thresholds"]["spot_check_every"] = 1
    ids = []
    for number, by in enumerate(authors):
        with unit_of_work():
            post = asking.ask(
                f"Why does lamp number {number} blink?", "It blinks twice and stays dark.", ["router"], by=by
            )
            opening.settle(post.id)
            opening.open_item(post.id, ItemKind.LOW_QUALITY, ("substance",))
            ids.append(opening.open_item_of(post.id).id)  # type: ignore[union-attr]
    with unit_of_work():
        claiming.claim(ids[0], by=carol)
    with unit_of_work():
        services.decide(ids[0], Opinion(Decision.REFUSE, "low-quality"), by=carol)
    return ids


def test_a_spot_check_has_the_shape_of_any_item_until_it_is_decided(
    app: Flask, program: AsProgram, alice: Actor, bob: Actor, carol: Actor, peer: Actor
) -> None:
    ids = one_refused_one_waiting(app, [alice, bob], carol)
    with clock.at(clock.now() + timedelta(days=30)):
        with unit_of_work():
            real = choosing.next_for(peer.id)
            assert real is not None
            check_id = watch().instead_of(real, peer, ()).id
        assert check_id not in ids
        call = program(peer, "read", "moderate")
        real_shape = call.done("POST", f"/review/items/{ids[1]}/claim")
        shape = call.done("POST", f"/review/items/{check_id}/claim")
        assert list(shape) == list(real_shape)
        assert list(shape["post"]) == list(real_shape["post"])
        same = {"kind", "state", "spot_check", "decision", "disputed", "findings"}
        assert {name: shape[name] for name in same} == {name: real_shape[name] for name in same}
        assert shape["post"]["state"] == real_shape["post"]["state"] == "published"
        assert program(carol, "moderate")("POST", f"/review/items/{check_id}/claim").status_code == 404
        told = call.done("POST", f"/review/items/{check_id}/decision", {"decision": "approve"})
        assert told["state"] == "decided"
        assert told["spot_check"] == {"passed": False, "expected": "remove", "why": "refused"}
        listed = program(carol, "moderate").done("GET", "/review/items")["items"]
        assert {each["id"] for each in listed} == {ids[1]}
        assert db.session.get_one(ReviewItem, check_id).state == "spot-checked"


def test_a_spot_check_among_several_decisions_answers_like_any_item(
    app: Flask, program: AsProgram, alice: Actor, bob: Actor, carol: Actor, peer: Actor
) -> None:
    one_refused_one_waiting(app, [alice, bob], carol)
    with clock.at(clock.now() + timedelta(days=30)):
        with unit_of_work():
            real = choosing.next_for(peer.id)
            assert real is not None
            check_id = watch().instead_of(real, peer, ()).id
        call = program(peer, "read", "moderate")
        call.done("POST", f"/review/items/{check_id}/claim")
        mine = call.done("GET", "/review/items?state=mine")["items"]
        assert [(each["id"], each["state"]) for each in mine] == [(check_id, "open")]
        asked = {"items": [check_id], "decision": "approve"}
        [foreign] = program(carol, "moderate").done("POST", "/review/decisions", asked)["items"]
        assert (foreign["state"], foreign["skipped"]) == (None, "gone")
        [told] = call.done("POST", "/review/decisions", asked)["items"]
        assert (told["state"], told["decision"], told["skipped"]) == ("decided", "approve", None)
