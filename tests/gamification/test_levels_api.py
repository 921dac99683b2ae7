"""Levels and members through the REST interface."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from community.accounts import services as accounts
from community.accounts.models import Member
from community.answers import services as answers
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Permission
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.levels.handlers import Timer
from tests.gamification.conftest import Thread


def asks(client: FlaskClient, path: str, by: Actor | None = None) -> dict[str, Any]:
    headers = {}
    if by is not None:
        with unit_of_work():
            headers["Authorization"] = f"Bearer {accounts.create_token(db.session.get_one(Member, by.id))}"
    answer = client.get(f"/api/v1{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json  # type: ignore[assignment]
    return found


def test_levels_say_what_they_open_and_ask_for(client: FlaskClient) -> None:
    told = asks(client, "/levels")
    assert [each["slug"] for each in told["items"]] == [
        "newcomer",
        "participant",
        "contributor",
        "curator",
        "steward",
    ]
    assert told["own"] is None
    assert told["items"][3]["asks"] == {
        "good_posts": 8,
        "post_share": 0.65,
        "care_share": 0.0,
        "active_days": 3,
    }
    privileges = {
        name for each in told["items"] for opening in each["opens"] for name in opening["privileges"]
    }
    assert privileges <= {str(each) for each in Permission}
    assert "retag" in privileges


def test_ones_own_way_is_told(client: FlaskClient, thread: Thread, alice: Actor, bob: Actor) -> None:
    with unit_of_work():
        answers.accept(thread(alice, bob), by=alice)
    own = asks(client, "/levels", bob)["own"]
    assert (own["level"], own["next"], own["lost_at"], own["to_keep"]) == (1, 2, None, None)
    assert own["missing"] == {"good_posts": 2, "care": 0, "active_days": 0}
    assert {part["measure"]: part["want"] for part in own["parts"]} == {"good-posts": 3, "post-share": 0.6}
    assert 0 < own["progress"] < 1


def test_a_level_that_may_be_lost_says_when(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    below = clock.now() + timedelta(days=105)
    with clock.at(below):
        Timer()(clock.now())
        own = asks(client, "/levels", bob)["own"]
    assert own["level"] == 3
    assert clock.parse(own["lost_at"]) == below + timedelta(days=14)
    assert own["to_keep"] == {"good_posts": 0, "care": 0, "active_days": 3}


def test_a_member_tells_topics_stars_and_speed(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    given = thread(alice, bob, tags=("mesh", "wifi"))
    with unit_of_work():
        ratings.rate(given, 5, by=alice)
    told = asks(client, "/members/bob")
    assert told["distribution"] == [0, 0, 0, 0, 1]
    assert told["topics"] == [
        {"tag": "mesh", "answers": 1, "ratings": 1, "mean": 5.0},
        {"tag": "wifi", "answers": 1, "ratings": 1, "mean": 5.0},
    ]
    assert told["response_minutes"] == 0
    assert told["streak"] == {"current": 1, "longest": 1}
    assert told["helped_count"] == 1
    asker = asks(client, "/members/alice")
    assert (asker["response_minutes"], asker["topics"]) == (None, [])
