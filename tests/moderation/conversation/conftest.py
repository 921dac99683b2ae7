"""A calm question that staff have, its case, and browsers of the people round it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from community.routing import asking
from moderation.escalation import replying, working
from moderation.escalation.models import Case
from tests.community.api.conftest import program  # noqa: F401 - programs act here, too
from tests.conftest import SignIn

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
TITLE = "Where do I change the name of the guest network?"
BODY = "I have looked through the settings of the app and found only the name of the main one."


@pytest.fixture
def question(alice: Actor) -> Question:
    with unit_of_work():
        asked = questions.ask(TITLE, BODY, ["wifi"], by=alice)
        asking.ask_for_staff(asked, "It is about my contract.", by=alice)
    return asked


@pytest.fixture
def case(question: Question) -> Case:
    return db.session.query(Case).filter_by(question_id=question.id).one()


@pytest.fixture
def settled(case: Case, dave: Actor) -> int:
    """A case that Dave answered and settled on Monday; its id."""
    with clock.at(MONDAY), unit_of_work():
        replying.write_privately(case.id, "It is done.", by=dave)
        working.resolve(case.id, by=dave)
    return case.id


Reload = Callable[[], Case]


@pytest.fixture
def now(case: Case) -> Reload:
    case_id = case.id

    def load() -> Case:
        db.session.expire_all()
        return db.session.get_one(Case, case_id)

    return load


Browser = Callable[[Actor], FlaskClient]


@pytest.fixture
def browser(app: Flask, sign_in: SignIn) -> Browser:
    """A browser of one's own, signed in."""
    return lambda actor: sign_in(app.test_client(), actor)
