"""The log as people read it: filtered, turned, exported; and what concerns a member, without names."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.questions import services as questions
from community.questions.models import Question
from moderation.audit import queries, reading, services
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

TITLE = "Why does the mesh drop every night at two o'clock?"
BODY = "It has done so since the last update, and I have restarted both nodes and the modem twice already."


@pytest.fixture
def root(member: MakeMember) -> Actor:
    return actor_of(member("root", role=Role.ADMIN))


@pytest.fixture
def question(app: Flask, alice: Actor) -> Question:
    with unit_of_work():
        return questions.ask(TITLE, BODY, ["mesh"], by=alice)


def hide(question: Question, by: Actor, reason: str = "off-topic") -> None:
    with unit_of_work():  # as the log hears of it, without what else follows from hiding
        services.record(
            "post-hidden", f"post:{question.id}", by=by, member_id=question.author_id, reason=reason
        )


def test_a_line_says_who_did_what_to_which_post(
    client: FlaskClient, sign_in: SignIn, question: Question, carol: Actor
) -> None:
    hide(question, carol)
    page = sign_in(client, carol).get("/log").text
    assert "Carol" in page
    assert "hid" in page
    assert TITLE.replace("'", "&#39;") in page
    assert "not for this place" in page


def test_a_day_is_that_of_whoever_reads(
    client: FlaskClient, sign_in: SignIn, question: Question, carol: Actor
) -> None:
    with unit_of_work():
        db.session.get_one(Member, carol.id).timezone = "Asia/Shanghai"
    with clock.at(datetime(2026, 3, 2, 20, tzinfo=UTC)):  # the morning of 3 March there
        hide(question, carol)
    sign_in(client, carol)
    found = [f"since={day}&until={day}" for day in ("2026-03-02", "2026-03-03")]
    assert ["not for this place" in client.get(f"/log?{each}").text for each in found] == [False, True]


def test_members_without_office_do_not_read_it(client: FlaskClient, sign_in: SignIn, bob: Actor) -> None:
    assert sign_in(client, bob).get("/log").status_code == 403


@both_databases
def test_each_filter_leaves_what_it_names(
    app: Flask, question: Question, carol: Actor, dave: Actor, alice: Actor
) -> None:
    hide(question, carol, "It is about 100% of another shop")
    with unit_of_work():
        services.record("case-noted", "case:1", by=dave, member_id=alice.id)
    wanted = reading.Wanted
    for filters, acts in (
        (wanted(act="case-noted"), ["case-noted"]),
        (wanted(family="posts"), ["post-hidden"]),
        (wanted(by="carol"), ["post-hidden"]),
        (wanted(by="dave"), ["case-noted"]),
        (wanted(about="alice"), ["case-noted", "post-hidden"]),
        (wanted(post=question.id), ["post-hidden"]),
        (wanted(words="100% OF"), ["post-hidden"]),
        (wanted(words="1__%"), []),
        (wanted(by="nobody-of-that-name"), []),
    ):
        assert [line.entry.act for line in reading.page_of(filters).lines] == acts, filters


def test_what_staff_said_of_a_case_is_read_by_staff_alone(
    client: FlaskClient, sign_in: SignIn, question: Question, alice: Actor, carol: Actor, dave: Actor
) -> None:
    with unit_of_work():
        services.record(
            "hand-over-declined",
            "case:1",
            by=dave,
            member_id=alice.id,
            reason="Her contract runs out",
            data={"to": 77_777},
        )
        services.record(
            "post-hidden", f"post:{question.id}", by=dave, reason="Quite private", data={"title": TITLE}
        )
        question.status = PostStatus.PRIVATE
    title = TITLE.replace("'", "&#39;")
    told = ("Her contract runs out", "77777", "Quite private", title)
    kept = sign_in(client, dave).get("/log").text
    assert [words for words in told if words not in kept] == []
    assert "Her contract" in client.get("/log?q=contract").text
    seen = sign_in(client, carol).get("/log").text
    assert [words for words in told if words in seen] == []
    assert "case 1" in seen
    assert seen.count("are told to those who work on cases.") == 1
    assert "are told to those who work on cases." not in kept
    assert "case 1" not in client.get("/log?q=contract").text
    with unit_of_work():
        key = accounts.create_token(db.session.get_one(Member, carol.id), by=carol)
    said = {"Authorization": f"Bearer {key}"}
    given = client.get("/api/v1/log", headers=said)
    assert (given.status_code, [words for words in told if words in given.text]) == (200, [])
    assert client.get("/api/v1/log?q=contract", headers=said).get_json()["items"] == []


def test_pages_turn_by_cursor_and_hold_each_line_once(app: Flask, carol: Actor) -> None:
    with unit_of_work():
        for number in range(7):
            services.record("list-added", f"list:{number}", by=carol)
    seen, before = [], None
    while True:
        turned = reading.page_of(reading.Wanted(), before, 3)
        seen += [line.entry.number for line in turned.lines]
        before = turned.before
        if before is None:
            break
    assert seen == list(range(7, 0, -1))


@pytest.mark.parametrize(
    "query",
    [
        "until=9999-12-31",
        "since=0001-01-01",
        "act=nonsense",
        "since=yesterday",
        "post=x",
        "before=x",
        "before=99999999999",
        "q=%00",
        "by=%F0",
    ],
)
def test_whatever_stands_in_the_address_nothing_breaks(
    client: FlaskClient, sign_in: SignIn, carol: Actor, query: str
) -> None:
    assert sign_in(client, carol).get(f"/log?{query}").status_code in {200, 422}


def test_a_copy_is_taken_by_admins_alone_and_is_an_act(
    client: FlaskClient, sign_in: SignIn, question: Question, carol: Actor, root: Actor
) -> None:
    hide(question, carol, "=cmd|' /C calc'!A0")
    assert sign_in(client, carol).post("/log/export").status_code == 403
    told = sign_in(client, root).post("/log/export?act=post-hidden", data={"format": "csv"}).text
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [(row["act"], row["reason"][:5]) for row in rows] == [("post-hidden", "'=cmd")]
    told = client.post("/log/export", data={"format": "jsonl"}).text
    acts = [json.loads(line)["act"] for line in told.splitlines()]
    assert acts == ["post-hidden", "log-exported", "log-exported"]
    assert client.post("/log/export", data={"format": "exe"}).status_code == 422


def test_the_author_reads_the_reason_and_no_name(
    client: FlaskClient, sign_in: SignIn, question: Question, carol: Actor, alice: Actor
) -> None:
    hide(question, carol)
    with unit_of_work():
        services.record("conduct-noted", f"member:{alice.id}", by=carol, member_id=alice.id, reason="secret")
        services.record("not-in-the-catalogue", "x:1", by=carol, member_id=alice.id, reason="secret")
    page = sign_in(client, alice).get("/settings/decisions").text
    assert "A moderator" in page
    assert "not for this place" in page
    assert "Carol" not in page
    assert "secret" not in page


def test_nobody_else_reads_it(
    client: FlaskClient, sign_in: SignIn, question: Question, carol: Actor, bob: Actor
) -> None:
    hide(question, carol)
    assert "not for this place" not in sign_in(client, bob).get("/settings/decisions").text


def test_programs_of_moderators_turn_the_same_pages(
    client: FlaskClient, sign_in: SignIn, app: Flask, carol: Actor
) -> None:
    with unit_of_work():
        key = accounts.create_token(db.session.get_one(Member, carol.id), by=carol)
        services.record("list-added", "list:x", by=carol)
    said = {"Authorization": f"Bearer {key}"}
    first = client.get("/api/v1/log?limit=1", headers=said).json
    assert first is not None
    then = client.get(f"/api/v1/log?limit=1&cursor={first['next']}", headers=said).json
    assert then is not None
    assert [each["items"][0]["number"] for each in (first, then)] == [2, 1]
    assert client.get("/api/v1/log", headers={}).status_code == 401
    assert client.get("/api/v1/log?cursor=bm8", headers=said).status_code == 422
    assert queries.last_number() == 2
