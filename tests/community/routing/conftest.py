"""Helpers who may be called, and a question to call them for."""

from datetime import timedelta

import pytest

from community.accounts.models import Member
from community.answers import services as answers
from community.kernel import clock
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import queries as questions
from community.questions import services as asking
from community.questions.models import Question
from tests.community.routing.test_rings import NOON
from tests.conftest import MakeMember, actor_of


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
