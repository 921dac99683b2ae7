"""Boards of a tag that stands on hidden questions alone tell nobody of it."""

import re

from flask.testing import FlaskClient

from community.answers import services as answering
from community.kernel import jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking
from community.ratings import services as ratings


def test_a_board_of_a_hidden_tag_is_as_empty_as_that_of_no_tag(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    with unit_of_work():
        asked = asking.ask(
            "Why does the mesh drop at two?", "It drops every night at two.", ["zibethtag"], by=alice
        )
        given = answering.answer(asked, "Switch the nightly scan off.", by=bob)
        answering.accept(given, by=alice)
        ratings.rate(given, 5, by=alice)
        asked_id = asked.id
    jobs.run_due()
    with unit_of_work():
        posts.hide(db.session.get_one(Post, asked_id), "off-topic", by=carol)
    jobs.run_due()
    for period in ("day", "all"):
        told = client.get(f"/api/v1/leaderboards?period={period}&tag=zibethtag")
        assert told.status_code in (200, 404), told.text
        assert told.get_json().get("items", []) == []
    page = client.get("/leaderboards?tag=zibethtag")
    none = client.get("/leaderboards?tag=zibethtaq")
    assert re.sub("zibetht.g|zibethtaq", "", page.text) == re.sub("zibethtaq", "", none.text)
