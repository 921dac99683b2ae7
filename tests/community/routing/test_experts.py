"""`huzhu experts` names helpers with reasons, from what was known at the moment asked about."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from community.accounts.models import Member
from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import queries as questions
from community.questions import services as asking
from community.questions.models import Question
from community.ratings import services as ratings
from community.routing.cli import experts
from community.routing.rings import SETTINGS, Helping
from tests.conftest import MakeMember, actor_of


@pytest.fixture
def chris(member: MakeMember) -> Actor:
    return actor_of(member("chris"))


def ask(number: int, tag: str, by: Actor) -> Question:
    with unit_of_work():
        return asking.ask(
            f"Why does the {tag} drop at night, case {number}?",
            f"Since Tuesday the {tag} loses its partner at {number} in the morning and comes back later.",
            [tag],
            by=by,
        )


def reply(question: Question, by: Actor) -> Answer:
    with unit_of_work():
        return answers.answer(
            questions.question_or_404(question.id),
            f"The nightly scan does it, says {by.name}; switch it off in the radio settings of number {question.id}.",
            by=by,
        )


def run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(experts, [*arguments, "--json"], obj=lambda: app)


def names(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [each["name"] for each in json.loads(result.output)["experts"]]


def test_who_knows_the_tag_is_named_first_with_reasons(
    app: Flask, alice: Actor, bob: Actor, chris: Actor
) -> None:
    for number in range(3):
        given = reply(ask(number, "mesh", alice), bob)
        with unit_of_work():
            ratings.rate(given, 5, by=alice)
        reply(ask(number + 3, "cable", alice), chris)
    asked = ask(9, "mesh", alice)
    found = json.loads(run(app, str(asked.id)).output)["experts"]
    assert [each["name"] for each in found] == ["bob", "chris"]
    assert "3 answers in mesh, 5.0 stars" in found[0]["reasons"]
    assert names(run(app, "--text", "My mesh drops", "--tags", "cable"))[0] == "chris"
    assert names(run(app, "--text", "My mesh drops every night"))[0] == "bob"
    assert len(names(run(app, str(asked.id), "--limit", "1"))) == 1


def test_only_what_was_known_before_counts(app: Flask, alice: Actor, bob: Actor, chris: Actor) -> None:
    begun = clock.now()
    with clock.at(begun - timedelta(days=20)):
        reply(ask(1, "mesh", alice), chris)
    for number in range(2, 5):
        reply(ask(number, "mesh", alice), bob)
    asked = ask(9, "mesh", alice)
    moment = (begun - timedelta(days=10)).isoformat()
    assert names(run(app, str(asked.id)))[0] == "bob"
    assert names(run(app, str(asked.id), "--at", moment)) == ["chris"]
    assert names(run(app, str(asked.id), "--at", "2001-01-01")) == []


def test_neither_the_asker_nor_staff_nor_those_who_answered_this_are_named_for_it(
    app: Flask, alice: Actor, bob: Actor, dave: Actor
) -> None:
    reply(ask(1, "mesh", bob), alice)
    reply(ask(2, "mesh", alice), dave)
    asked = ask(9, "mesh", alice)
    reply(asked, bob)
    assert names(run(app, str(asked.id))) == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("1", "--text", "both"),
        ("999",),
        ("-5",),
        ("x",),
        ("--text", "t", "--at", "soon"),
        ("--text", "t", "--at", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_wrong_use_is_one_line(app: Flask, arguments: tuple[str, ...]) -> None:
    result = run(app, *arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_who_does_not_want_to_be_asked_is_not_named(
    app: Flask, alice: Actor, bob: Actor, chris: Actor
) -> None:
    for number in range(2):
        reply(ask(number, "mesh", alice), bob)
    reply(ask(3, "mesh", alice), chris)
    asked = str(ask(9, "mesh", alice).id)
    assert names(run(app, asked)) == ["bob", "chris"]
    with unit_of_work():
        member = db.session.get_one(Member, bob.id)
        member.settings = {**member.settings, SETTINGS: Helping(a_day=0).plain()}
    assert names(run(app, asked, "--limit", "1")) == ["chris"]
