"""Whoever has paused everything is not asked for help: they would hear of it when it is long over."""

from datetime import timedelta

import pytest
from flask import Flask

from community.accounts.models import Member
from community.answers import services as answers
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import queries as questions
from community.questions import services as asking
from community.questions.models import Question
from community.routing import queries
from community.routing.models import Invitation
from tests.community.routing.test_rings import NOON, PLAN
from tests.conftest import MakeMember, actor_of, both_databases


@pytest.fixture
def helpers(member: MakeMember, bob: Actor) -> list[Member]:
    """Eight members who have answered about routers."""
    found = [member(f"helper{number}") for number in range(8)]
    with clock.at(NOON - timedelta(days=2)):
        first = ask(99, bob)
    for number, each in enumerate(found):
        with clock.at(NOON - timedelta(days=1, minutes=60 - number)), unit_of_work():
            answers.answer(
                questions.question_or_404(first.id),
                f"Set the name again under Settings, then save and wait for {number} minutes until it is back.",
                by=actor_of(each),
            )
    return found


def ask(number: int, by: Actor) -> Question:
    with unit_of_work():
        return asking.ask(
            f"Why does the router lose its name at night, case {number}?",
            f"Since Tuesday the router shows another name at {number} in the morning. I restarted it twice.",
            ["router"],
            by=by,
        )


@both_databases
def test_who_has_paused_everything_is_not_asked_meanwhile(
    app: Flask, alice: Actor, helpers: list[Member]
) -> None:
    away = [each.id for each in helpers[3:]]
    with unit_of_work():
        for member_id in away:
            member = db.session.get_one(Member, member_id)
            until = (NOON + timedelta(days=20)).isoformat()
            member.settings = {**member.settings, "alerts": {"paused_until": until}}
    with clock.at(NOON):
        question_id = ask(1, alice).id
    worker.tick(NOON)
    need = queries.need_of(question_id)
    assert need is not None
    asked = {each.member_id for each in db.session.query(Invitation).filter_by(need_id=need.id)}
    assert len(PLAN) == 3
    assert asked == {each.id for each in helpers[:3]}
