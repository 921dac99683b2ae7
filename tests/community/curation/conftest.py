"""A question of Alice, to be recommended or to be about a problem."""

import pytest
from flask import Flask

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question

TITLE = "Why does the mesh drop every night at two?"
BODY = "It has done so since the last update, and I have restarted both nodes and the modem twice already."


@pytest.fixture
def question(app: Flask, alice: Actor) -> Question:
    with unit_of_work():
        return questions.ask(TITLE, BODY, ["mesh"], by=alice)
