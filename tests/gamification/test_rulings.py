"""An admin follows points to their deed, undoes them and gives them back; holds and decisions count for nothing."""

from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

from community.answers import services as answers
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.ratings import services as ratings
from gamification.reputation import rulings
from gamification.reputation.replay import replay
from gamification.reputation.trace import trace
from moderation.audit import queries as audit
from tests.conftest import MakeMember, SignIn, actor_of
from tests.gamification.conftest import Thread, lines, on_both_databases, points_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@pytest.fixture
def ada(member: MakeMember) -> Actor:
    """Ada is an admin."""
    return actor_of(member("ada", role=Role.ADMIN))


@pytest.fixture
def cause(thread: Thread, alice: Actor, bob: Actor) -> str:
    """Alice gave five stars to an answer of Bob's, and accepted it."""
    answer = thread(alice, bob)
    with unit_of_work():
        ratings.rate(answer, 5, by=alice)
        answers.accept(answer, by=alice)
    return "rating:1"


@on_both_databases
def test_points_undone_stay_undone_until_they_are_given_back(
    app: "Huzhu", cause: str, bob: Actor, ada: Actor
) -> None:
    assert points_of(bob) == 25
    with unit_of_work():
        rulings.undo(cause, of=bob.id, by=ada, reason="Bought stars.")
    assert points_of(bob) == 15
    assert replay().differences == {}
    with unit_of_work(), pytest.raises(Conflict):
        rulings.undo(cause, of=bob.id, by=ada, reason="Once more.")
    with unit_of_work():
        rulings.restore(cause, of=bob.id, by=ada, reason="It was a mistake.")
    assert points_of(bob) == 25
    before = lines()
    assert replay().differences == {}
    assert lines() == before
    with unit_of_work(), pytest.raises(Conflict):
        rulings.restore(cause, of=bob.id, by=ada, reason="Once more.")
    acts = [
        (entry.act, entry.reason, entry.by_id, entry.member_id) for entry in audit.acts_on(f"cause:{cause}")
    ]
    assert acts == [
        ("points-undone", "Bought stars.", ada.id, bob.id),
        ("points-restored", "It was a mistake.", ada.id, bob.id),
    ]
    told = [
        row.data["reason"]
        for row in db.session.query(Notification).filter_by(member_id=bob.id)
        if "reason" in row.data
    ]
    assert sorted(told) == ["Bought stars.", "It was a mistake."]


def test_stars_given_after_an_undoing_do_not_slip_past_it(
    app: "Huzhu", cause: str, alice: Actor, bob: Actor, ada: Actor
) -> None:
    with unit_of_work():
        rulings.undo(cause, of=bob.id, by=ada, reason="Bought stars.")
    answer = db.session.get_one(answers.Answer, trace(bob.id, cause).post_id)
    with unit_of_work():
        ratings.rate(answer, 3, by=alice)
    with unit_of_work():
        ratings.rate(answer, 5, by=alice)
    assert points_of(bob) == 15


def test_who_may_not_and_what_is_not_there(
    app: "Huzhu", cause: str, alice: Actor, bob: Actor, carol: Actor, ada: Actor
) -> None:
    with unit_of_work(), pytest.raises(NotAllowed):
        rulings.undo(cause, of=bob.id, by=carol, reason="I moderate only.")
    with unit_of_work(), pytest.raises(Invalid):
        rulings.undo(cause, of=bob.id, by=ada, reason="   ")
    with unit_of_work(), pytest.raises(Invalid):
        rulings.undo(cause, of=bob.id, by=ada, reason="x" * 501)
    for wrong, whose in (("rating:999", bob), (cause, alice), ("'; drop table members; --", bob)):
        with unit_of_work(), pytest.raises(NotFound):
            rulings.undo(wrong, of=whose.id, by=ada, reason="What is this?")
    assert points_of(bob) == 25


@on_both_databases
def test_a_hold_and_a_decision_of_one_source_are_lifted_together(
    app: "Huzhu", cause: str, bob: Actor, carol: Actor
) -> None:
    causes = {cause: bob.id, "accepted:2": bob.id}
    with unit_of_work():
        rulings.hold(causes, source="finding:1", reason="A ring, perhaps.")
    assert points_of(bob) == 0
    with unit_of_work():
        rulings.void(causes, source="finding:1", reason="A ring.", by=carol)
        rulings.hold({cause: bob.id}, source="finding:2", reason="A burst, perhaps.")
    assert points_of(bob) == 0
    with unit_of_work():
        assert rulings.lift("finding:1", reason="No ring after all.", by=carol) == {bob.id}
    assert points_of(bob) == 15  # the other finding still holds the rating
    with unit_of_work():
        rulings.lift("finding:2", reason="No burst either.")
    assert points_of(bob) == 25
    assert replay().differences == {}


def test_an_admin_does_it_on_the_page_and_nobody_else_sees_it(
    app: "Huzhu", cause: str, bob: Actor, ada: Actor, carol: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    place = f"/members/bob/reputation/{cause}"
    assert sign_in(app.test_client(), carol).get(place).status_code == 403
    browser = sign_in(client, ada)
    page = browser.get("/members/bob/reputation").get_data(as_text=True)
    assert place in page
    assert "Alice" in browser.get(place).get_data(as_text=True)

    refused = browser.post(f"{place}/undo", data={"reason": " "})
    assert (refused.status_code, points_of(bob)) == (422, 25)
    long = browser.post(f"{place}/undo", data={"reason": "y" * 600})
    assert long.status_code == 422
    assert "y" * 600 in long.get_data(as_text=True)  # what was typed is kept
    assert browser.post(f"{place}/undo", data={"reason": "Bought <b>stars</b>."}).status_code == 303
    assert points_of(bob) == 15
    page = browser.get(place).get_data(as_text=True)
    assert "Bought &lt;b&gt;stars&lt;/b&gt;." in page
    assert "Give the points back" in page
    own = sign_in(app.test_client(), bob).get("/members/bob/reputation").get_data(as_text=True)
    assert "Our team took these points back: Bought &lt;b&gt;stars&lt;/b&gt;." in own
    others = app.test_client().get("/members/bob/reputation").get_data(as_text=True)
    assert "It counts for nothing now." in others
    assert "Bought" not in others
    assert browser.post(f"{place}/restore", data={"reason": "It was a mistake."}).status_code == 303
    assert points_of(bob) == 25
    assert browser.get("/members/bob/reputation/rating:77").status_code == 404
