"""What moderators put before everyone, as readers, members and programs meet it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.curation import announcing, board, queries
from community.curation.rules import Audience
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as questions
from community.questions.models import Question
from tests.community.curation.making import announce, open_problem, recommend, told
from tests.conftest import SignIn, both_databases

BODY = "It has done so since the last update, and I have restarted both nodes and the modem twice already."


@both_databases
def test_a_recommended_post_stands_on_the_front_page_with_its_reason(
    app: Flask, question: Question, carol: Actor, alice: Actor
) -> None:
    recommend(question, carol)
    page = app.test_client().get("/").text
    assert "It helps with every mesh." in page
    assert "recommended by Carol" in page
    assert told(alice.id, "recommended") == 1


def test_what_is_hidden_is_no_longer_recommended(
    client: FlaskClient, question: Question, carol: Actor
) -> None:
    recommend(question, carol)
    with unit_of_work():
        posts.hide(question, "spam", by=carol)
    assert "It helps with every mesh." not in client.get("/").text


def test_a_recommendation_ends_by_the_clock(client: FlaskClient, question: Question, carol: Actor) -> None:
    recommend(question, carol, until=clock.now() + timedelta(hours=1))
    assert "It helps with every mesh." in client.get("/").text
    with clock.at(clock.now() + timedelta(hours=2)):
        assert queries.recommended() == []


def test_the_front_page_has_room_for_so_many(app: Flask, alice: Actor, carol: Actor) -> None:
    made = []
    for number in range(5):
        with unit_of_work():
            made.append(
                questions.ask(
                    f"Why does node number {number} drop every night?",
                    BODY + str(number) * 40,
                    ["mesh"],
                    by=alice,
                )
            )
    for each in made[:4]:
        recommend(each, carol)
    recommend(made[0], carol, place=3)  # changing one needs no room
    with pytest.raises(Conflict):
        recommend(made[4], carol)


def test_nobody_recommends_their_own_or_without_office(question: Question, alice: Actor, bob: Actor) -> None:
    for by in (alice, bob):
        with pytest.raises(NotAllowed):
            recommend(question, by)


def test_an_announcement_begins_and_ends_by_the_clock(client: FlaskClient, carol: Actor) -> None:
    now = clock.now()
    announce(carol, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    seen = []
    for minutes in (0, 90, 150):
        with clock.at(now + timedelta(minutes=minutes)):
            seen.append(bool(board.news_for(board.Reader(signed_in=False, lang="en"))))
    assert seen == [False, True, False]


def test_it_is_shown_in_the_readers_language_or_else_in_the_other(client: FlaskClient, carol: Actor) -> None:
    announce(carol, title="English alone", title_zh="", text="x")
    announce(carol, title="Both", title_zh="两种语言", text="x", text_zh="中文")
    page = client.get("/?lang=zh-Hans").text
    assert "English alone" in page
    assert "两种语言" in page
    assert "Both" not in page


def test_each_audience_sees_its_own(
    client: FlaskClient, sign_in: SignIn, question: Question, carol: Actor, bob: Actor
) -> None:
    announce(carol, title="For members", audience=Audience.MEMBERS)
    announce(carol, title="For mesh", audience=Audience.TAG, audience_of="mesh")
    announce(carol, title="Für niemanden", audience=Audience.LANGUAGE, audience_of="zh-Hans")
    front, tag = client.get("/").text, client.get("/tags/mesh").text
    assert [word in front for word in ("For members", "For mesh", "niemanden")] == [False, False, False]
    assert "For mesh" in tag
    assert "For members" in sign_in(client, bob).get("/").text


def test_a_member_puts_it_away_for_good(
    client: FlaskClient, sign_in: SignIn, carol: Actor, bob: Actor
) -> None:
    number = announce(carol)
    sign_in(client, bob)
    assert "The line rests" in client.get("/").text
    for _ in range(2):
        assert client.post(f"/announcements/{number}/dismiss").status_code == 303
    assert "The line rests" not in client.get("/").text


def test_a_withdrawn_one_is_gone_at_once(client: FlaskClient, carol: Actor) -> None:
    number = announce(carol)
    assert "The line rests" in client.get("/").text
    with unit_of_work():
        announcing.withdraw(number, by=carol)
    assert "The line rests" not in client.get("/").text


def test_a_draft_is_looked_at_before_anybody_else_sees_it(
    client: FlaskClient, sign_in: SignIn, carol: Actor
) -> None:
    sign_in(client, carol)
    sent = {
        "title": "The line rests",
        "text": "**As always** <script>alert(1)</script>",
        "audience": "everybody",
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2099-01-01T00:00",
    }
    looked = client.post("/announcements/new", data={**sent, "act": "look"})
    assert "<strong>As always</strong>" in looked.text
    assert "<script>alert" not in looked.text
    assert "The line rests" not in client.get("/").text
    assert client.post("/announcements/new", data={**sent, "act": "keep"}).status_code == 303
    assert "The line rests" not in client.get("/").text
    assert client.post("/announcements/1/edit", data={**sent, "act": "publish"}).status_code == 303
    assert "The line rests" in client.get("/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"ends_at": "2020-01-01T00:00"},
        {"audience": "tag"},
        {"starts_at": "soon"},
        {"text": "x" * 5001},
    ],
)
def test_what_was_typed_survives_an_error(
    client: FlaskClient, sign_in: SignIn, carol: Actor, wrong: dict[str, str]
) -> None:
    sent = {
        "title": "The line rests",
        "text_zh": "照常营业",
        "audience": "everybody",
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2099-01-01T00:00",
        "act": "publish",
    }
    refused = sign_in(client, carol).post("/announcements/new", data={**sent, **wrong})
    assert refused.status_code == 422
    assert "照常营业" in refused.text


def test_feeds_tell_of_both(client: FlaskClient, carol: Actor) -> None:
    open_problem(carol)
    announce(carol)
    assert "Firmware 4.2 drops the 5 GHz band" in client.get("/feeds/incidents.atom").text
    assert "The line rests" in client.get("/feeds/announcements.atom").text
    assert 'href="/feeds/announcements.atom"' in client.get("/").text


def test_the_board_costs_the_front_page_one_statement_at_most(
    app: Flask, question: Question, carol: Actor
) -> None:
    from sqlalchemy import event

    open_problem(carol)
    announce(carol)
    board.board()
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    board.problems()
    board.news_for(board.Reader(signed_in=False, lang="en"))
    queries.recommended()
    assert seen == []
    recommend(question, carol)
    board.board()
    seen.clear()
    queries.recommended()
    assert len(seen) == 1
