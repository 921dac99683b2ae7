"""Questions in other words: what is found, what is not mistaken for it, and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from community.kernel.db import db
from community.kernel.judging import Submission
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as asking
from moderation.quality import catching_up, rewording
from moderation.quality.likeness import likeness, question
from moderation.quality.models import QuestionTerm
from tests.conftest import both_databases

BODY = "I would like to know what others did about it. Nothing that I tried made a difference so far."
PLAIN = {"router": 1.0}
SAME = [
    ("Why does my router keep rebooting at night?", "Router restarts at night"),
    ("How can I reset the wifi password?", "How do I reset my wi-fi passwd?"),
    ("Upgrading the firmware fails", "The firmware update fails"),
    ("路由器为什么晚上老是重启？", "为啥路由器晚上总是重新启动"),
    ("怎么修改无线密码", "如何更改wifi密码"),
]
OTHER = [
    ("Error E-4012 while pairing a node", "Error E-4021 while pairing a node"),
    ("How to pair a node with the router", "How to return a router to the shop"),
    ("路由器怎么重启", "路由器怎么退货"),
    ("手机怎么连接无线", "电视怎么连接音箱"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words_is_alike(one: str, other: str) -> None:
    assert likeness(question(one, ""), question(other, ""), PLAIN) >= 0.5


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_matters_in_like_words_are_not(one: str, other: str) -> None:
    assert likeness(question(one, ""), question(other, ""), PLAIN) < 0.75


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=60), st.text(max_size=200))
def test_likeness_is_a_share_the_same_both_ways_and_whole_for_copies(a: str, b: str, c: str, d: str) -> None:
    one, other = question(a, b), question(c, d)
    assert 0 <= likeness(one, other, PLAIN) <= 1 + 1e-9
    assert likeness(one, other, PLAIN) == pytest.approx(likeness(other, one, PLAIN))
    if one.title.terms:
        assert likeness(one, one, PLAIN) == pytest.approx(1)


def asked(title: str, body: str = BODY) -> list[int]:
    found = rewording.asked(Submission(kind="question", title=title, body=body, author_id=None))
    return [each.question_id for each in found]


@both_databases
def test_an_older_question_is_found_until_it_is_hidden(alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        first = asking.ask(SAME[0][0], BODY, ["router"], by=alice)
        asking.ask(
            "Which cable do I need for the garden camera?", "It is thirty metres away.", ["cable"], by=alice
        )
    assert asked(SAME[0][1]) == [first.id]
    with unit_of_work():
        posts.hide(first, "off-topic", by=carol)
    assert asked(SAME[0][1]) == []


def test_the_asker_is_told_with_the_question_and_published(alice: Actor, bob: Actor) -> None:
    with unit_of_work():
        first = asking.ask(SAME[0][0], BODY, ["router"], by=alice)
        again = asking.ask(SAME[0][1], "It goes off and on by itself, since Tuesday.", ["router"], by=bob)
    told = {each["check"]: each for each in again.findings}["near-duplicate"]
    assert told["params"]["question_id"] == first.id
    assert again.status == "published"


@both_databases
def test_what_came_without_the_gate_is_caught_up_with(alice: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catching_up, "PORTION", 2)
    with unit_of_work():
        made = [asking.ask(f"{title} today", BODY + title, ["router"], by=alice) for title, _ in SAME[:3]]
        QuestionTerm.query.delete()
    assert catching_up.is_needed()
    with unit_of_work():
        catching_up.go_on({"below": None})
        catching_up.go_on({"below": made[1].id})
    assert not catching_up.is_needed()
    assert {each.question_id for each in QuestionTerm.query} == {each.id for each in made}


@both_databases
def test_looking_takes_three_statements(alice: Actor) -> None:
    with unit_of_work():
        asking.ask(SAME[0][0], BODY, ["router"], by=alice)
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert asked(SAME[0][1])
    assert len(statements) <= 3
