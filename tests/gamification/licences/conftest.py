"""Somebody whose answers about the mesh have helped, and the words of an application."""

from collections.abc import Callable

import pytest

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.licences import services
from gamification.licences.rules import Act, State
from tests.gamification.conftest import Thread

WORDS = "I have run four of these at home for years and like to explain them."
WHY = "Clear, friendly answers."


@pytest.fixture
def helped(thread: Thread, alice: Actor, bob: Actor) -> Callable[[int], None]:
    """Bob gives so many answers about the mesh that Alice accepts."""

    def make(count: int) -> None:
        for _ in range(count):
            answer_id = thread(alice, bob).id
            with unit_of_work():
                answers.accept(db.session.get_one(Answer, answer_id), by=alice)

    return make


@pytest.fixture
def licence(helped: Callable[[int], None], bob: Actor) -> int:
    """Bob's application for the mesh in English."""
    helped(3)
    return apply(bob)


def apply(by: Actor, lang: str = "en", tag: str = "mesh") -> int:
    with unit_of_work():
        return services.apply(tag, lang, WORDS, by=by).id


def decide(licence_id: int, act: Act, by: Actor, number: int | None = None) -> State:
    with unit_of_work():
        return State(services.decide(licence_id, act, by=by, reason=WHY, number=number).state)
