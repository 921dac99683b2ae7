"""Campaigns for programs: made, changed, published, frozen and called off by admins, read by everyone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.web import Huzhu
from gamification.campaigns.models import Campaign
from tests.community.api.conftest import Program, token_of
from tests.gamification.campaigns.conftest import BEFORE, END, START, star
from tests.gamification.conftest import Thread

NOON = START + timedelta(hours=12)
SENT = {
    "orientation": "community",
    "title": "April helps",
    "title_zh": "四月互助",
    "weights": {"stars": 3},
    "starts_at": "2026-04-01T00:00:00Z",
    "ends_at": "2026-04-11T00:00:00+00:00",
    "budget": 100,
    "unit": "credit points",
    "rate": 2,
    "band": 10,
}


@pytest.fixture
def by_admin(app: Huzhu, admin: Actor) -> Program:
    return Program(app, {"Authorization": f"Bearer {token_of(admin)}"})


def test_a_campaign_from_draft_to_final(
    app: Huzhu, by_admin: Program, thread: Thread, alice: Actor, bob: Actor
) -> None:
    visitor = Program(app)
    by_bob = Program(app, {"Authorization": f"Bearer {token_of(bob)}"})
    with clock.at(BEFORE):
        made = by_admin.done("POST", "/campaigns", SENT, headers={"Idempotency-Key": "one"})
        again = by_admin("POST", "/campaigns", SENT, headers={"Idempotency-Key": "one"})
        assert (again.status_code, again.get_json()) == (201, made)
        assert made["state"] == "draft"
        assert made["title"] == {"en": "April helps", "zh-Hans": "四月互助"}
        assert visitor("GET", "/campaigns/april-helps").status_code == 404
        assert visitor.done("GET", "/campaigns")["items"] == []
        assert by_admin.done("PATCH", "/campaigns/april-helps", {"daily_cap": 50})["daily_cap"] == 50
        assert by_admin.done("GET", "/campaigns/april-helps/preview")["items"] == []
        assert by_admin.done("POST", "/campaigns/april-helps/publish")["state"] == "scheduled"
        assert visitor.done("GET", "/campaigns/april-helps/standing")["items"] == []
    star(thread, alice, bob, NOON)
    with clock.at(NOON):
        assert [each["slug"] for each in visitor.done("GET", "/campaigns?state=running")["items"]] == [
            "april-helps"
        ]
        running = by_bob.done("GET", "/campaigns/april-helps/standing")
        assert running["final"] is False
        assert running["own"] == running["items"][0]
        assert (running["own"]["rank"], running["own"]["points"], running["own"]["reward"]) == (1, 6, 12)
        board = visitor.done("GET", "/leaderboards?campaign=april-helps")["items"]
        assert [(row["rank"], row["member"]["name"], row["points"]) for row in board] == [(1, "bob", 6)]
        assert by_admin("PATCH", "/campaigns/april-helps", {"weights": {"stars": 9}}).status_code == 409
        assert by_admin("POST", "/campaigns/april-helps/freeze").status_code == 409
    with clock.at(END + timedelta(hours=1)):
        assert by_admin.done("POST", "/campaigns/april-helps/freeze")["state"] == "frozen"
        final = visitor.done("GET", "/campaigns/april-helps/standing")
        assert (final["final"], final["total"], final["items"]) == (True, 1, running["items"])
        assert by_admin("POST", "/campaigns/april-helps/cancel", {"reason": "too late"}).status_code == 409


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"ends_at": "2026-03-01T00:00:00Z"}, "ends_at", "The end must be after the start."),
        ({"weights": {"likes": 1}}, "weights", "There is no metric called “likes”."),
        ({"weights": {"stars": 101}}, "weights", "A weight is a whole number from 0 to 100"),
        ({"weights": {"stars": 10**30}}, "weights", "A weight is a whole number from 0 to 100"),
        ({"budget": -1}, "budget", "A budget cannot be negative"),
        ({"tags": ["none-such"]}, "tags", "There is no tag “none-such”."),
        ({"starts_at": "yesterday"}, "starts_at", "This must be a moment"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at", ""),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_kept(
    app: Huzhu, by_admin: Program, changes: dict[str, object], field: str, said: str
) -> None:
    with clock.at(BEFORE):
        answer = by_admin("POST", "/campaigns", SENT | changes)
    assert answer.status_code == 422
    found = answer.get_json()
    assert found["field"] == field
    assert said in found["detail"]
    assert db.session.scalar(select(func.count()).select_from(Campaign)) == 0


def test_only_admins_make_campaigns(app: Huzhu, carol: Actor) -> None:
    by_carol = Program(app, {"Authorization": f"Bearer {token_of(carol)}"})
    assert by_carol("POST", "/campaigns", SENT).status_code == 403
    assert Program(app)("POST", "/campaigns", SENT).status_code == 401


def test_boards_of_a_language(app: Huzhu, thread: Thread, alice: Actor, bob: Actor) -> None:
    star(thread, alice, bob, NOON)
    with clock.at(NOON):
        program = Program(app)
        assert len(program.done("GET", "/leaderboards?lang=en")["items"]) == 1
        assert program.done("GET", "/leaderboards?lang=zh-Hans")["items"] == []
        assert program("GET", "/leaderboards?lang=tlh").status_code == 422
        assert program("GET", "/leaderboards?campaign=none").status_code == 404
