"""A program that sends along what it has read does nothing over words or changes that it has not."""

import pytest

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.queries import post_or_404
from moderation.macros import services as macros
from moderation.macros.rules import Step
from moderation.review.models import ReviewItem
from tests.community.api.conftest import BODY, TITLE, AsProgram
from tests.community.api.test_case_work import path

__all__ = ["path"]  # the fixture


@pytest.mark.parametrize(
    ("deed", "given"), [("return", {"note": "You know this best."}), ("return-wrong", {}), ("resolve", {})]
)
def test_no_case_ends_over_unread_words(
    program: AsProgram, path: str, dave: Actor, erin: Actor, deed: str, given: dict[str, str]
) -> None:
    by_dave = program(dave)
    by_dave.done("POST", f"{path}/claim")
    seen = by_dave.done("GET", path)["mark"]
    program(erin).done("POST", f"{path}/notes", {"body": "She rang me."})
    refused = by_dave("POST", f"{path}/{deed}", given | {"seen": seen})
    assert (refused.status_code, refused.get_json()["field"]) == (409, "seen")
    assert "Erin wrote in this case meanwhile" in refused.get_json()["detail"]
    assert by_dave("POST", f"{path}/{deed}", given | {"seen": "yesterday"}).status_code == 422
    fresh = by_dave.done("GET", path)["mark"]
    assert by_dave.done("POST", f"{path}/{deed}", given | {"seen": fresh})["state"] == "resolved"


def test_a_macro_is_done_as_its_preview_told(program: AsProgram, path: str, dave: Actor, erin: Actor) -> None:
    with unit_of_work():
        macros.keep("Settle it", [Step("resolve", {})], by=dave)
    by_dave = program(dave)
    by_dave.done("POST", f"{path}/claim")
    macro = by_dave.done("GET", "/macros")["items"][0]["slug"]
    place = f"{path}/macros/{macro}"
    seen = by_dave.done("GET", place)["seen"]
    program(erin).done("POST", f"{path}/notes", {"body": "She rang me."})
    assert by_dave("POST", place, {"seen": seen}).status_code == 409
    assert by_dave("POST", place, {"seen": "yesterday"}).status_code == 409
    fresh = by_dave.done("GET", place)["seen"]
    assert by_dave.done("POST", place, {"seen": fresh})["state"] == "resolved"


def test_what_was_edited_since_is_not_decided(program: AsProgram, alice: Actor, carol: Actor) -> None:
    asked = program(alice).done("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})
    with unit_of_work():
        posts.hold(post_or_404(asked["id"]), ("links",), by=carol)
    item = db.session.query(ReviewItem).filter_by(post_id=asked["id"], state="open").one().id
    by_carol = program(carol)
    seen = by_carol.done("POST", f"/review/items/{item}/claim")["seen"]
    with unit_of_work():
        body = f"{BODY} It began on Monday."
        editing.edit(post_or_404(asked["id"]), editing.Words(body=body), by=alice)
    given = {"decision": "approve", "seen": seen}
    refused = by_carol("POST", f"/review/items/{item}/decision", given)
    assert (refused.status_code, post_or_404(asked["id"]).status) == (409, "held")
    [shown] = by_carol.done("GET", "/review/items")["items"]
    told = by_carol.done("POST", f"/review/items/{item}/decision", given | {"seen": shown["seen"]})
    assert told["state"] == "decided"
