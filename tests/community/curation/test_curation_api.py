"""Curation for programs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from tests.conftest import both_databases

Key = Callable[..., dict[str, str]]


@pytest.fixture
def key(app: Flask) -> Key:
    def make(actor: Actor, *scopes: str) -> dict[str, str]:
        with unit_of_work():
            member = db.session.get_one(Member, actor.id)
            made = accounts.create_token(member, scopes=scopes or None, by=actor)
        return {"Authorization": f"Bearer {made}"}

    return make


def test_a_problem_from_its_opening_to_its_end(
    client: FlaskClient, key: Key, carol: Actor, bob: Actor
) -> None:
    office, member = key(carol), key(bob)
    sent = {"title": "Down", "text": "We **look**.", "state": "identified"}
    assert client.post("/api/v1/incidents", json=sent, headers=member).status_code == 403
    made = client.post("/api/v1/incidents", json=sent, headers=office)
    assert (made.status_code, made.json["html"]) == (201, "<p>We <strong>look</strong>.</p>")  # type: ignore[index]
    for _ in range(2):
        assert client.put("/api/v1/incidents/1/following", headers=member).status_code == 204
    listed = client.get("/api/v1/incidents").json
    assert listed is not None
    assert [(each["state"], each["follower_count"]) for each in listed["items"]] == [("identified", 1)]
    news = {"state": "resolved", "text_zh": "修好了"}
    done = client.post("/api/v1/incidents/1/updates", json=news, headers=office)
    assert done.json is not None
    assert done.json["resolved_at"]
    assert client.get("/api/v1/incidents/2").status_code == 404


def test_an_announcement_is_set_and_withdrawn(client: FlaskClient, key: Key, carol: Actor) -> None:
    office = key(carol)
    now = clock.now()
    sent = {
        "title": "News",
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=1)).isoformat(),
        "publish": True,
    }
    assert client.post("/api/v1/announcements", json=sent, headers=office).status_code == 201
    assert (
        client.put("/api/v1/announcements/1", json={**sent, "title": "Better"}, headers=office).status_code
        == 200
    )
    listed = client.get("/api/v1/announcements").json
    assert listed is not None
    assert [each["title"] for each in listed["items"]] == ["Better"]
    assert client.delete("/api/v1/announcements/1", headers=office).status_code == 204
    assert client.get("/api/v1/announcements").json == {"items": [], "next": None}
    backwards = {**sent, "ends_at": "2020-01-01T00:00:00Z"}
    assert client.post("/api/v1/announcements", json=backwards, headers=office).status_code == 422


def test_a_recommendation_needs_the_scope_of_moderators(
    client: FlaskClient, key: Key, question: Question, carol: Actor
) -> None:
    path = f"/api/v1/posts/{question.id}/recommendation"
    why = {"why": "It helps with every mesh."}
    assert client.put(path, json=why, headers=key(carol, "read", "write")).status_code == 403
    office = key(carol, "moderate", "read")
    assert client.put(path, json=why, headers=office).status_code == 204
    listed = client.get("/api/v1/recommendations").json
    assert listed is not None
    assert [(each["post_id"], each["why"]) for each in listed["items"]] == [(question.id, why["why"])]
    assert client.delete(path, headers=office).status_code == 204
    assert client.get("/api/v1/recommendations").json == {"items": [], "next": None}


@both_databases
def test_a_program_does_not_write_over_what_was_changed_since_it_read(
    app: Flask, key: Key, carol: Actor, dave: Actor
) -> None:
    client, office, others = app.test_client(), key(carol), key(dave)
    now = clock.now()
    sent = {"title": "News", "starts_at": now.isoformat(), "ends_at": (now + timedelta(days=1)).isoformat()}
    bases = [
        client.post("/api/v1/announcements", json={**sent, "publish": True}, headers=office).json["base"]
    ]  # type: ignore[index]
    for title in ("Better", "Best"):  # what a change answers is what the next one builds on
        told = {**sent, "title": title, "base": bases[-1]}
        changed = client.put("/api/v1/announcements/1", json=told, headers=office)
        assert changed.status_code == 200
        bases.append(changed.json["base"])  # type: ignore[index]
    late = client.put("/api/v1/announcements/1", json={**sent, "base": bases[0]}, headers=others)
    assert late.status_code == 409
    listed = client.get("/api/v1/announcements").json
    assert [(each["title"], each["base"]) for each in listed["items"]] == [("Best", bases[-1])]  # type: ignore[index]
