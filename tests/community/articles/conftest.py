"""A question of Alice that Bob answered well."""

import pytest
from flask import Flask

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question

BODY = "It has done so since the last update, and I have restarted both nodes and the modem twice already."
ANSWER = (
    "Move the nightly update to another hour: open the app, choose Updates, then the hour that suits you."
)


@pytest.fixture
def question(app: Flask, alice: Actor) -> Question:
    with unit_of_work():
        return questions.ask("Why does the mesh drop every night at two?", BODY, ["mesh"], by=alice)


@pytest.fixture
def answer(question: Question, bob: Actor) -> Answer:
    with unit_of_work():
        return answers.answer(question, ANSWER, by=bob)
