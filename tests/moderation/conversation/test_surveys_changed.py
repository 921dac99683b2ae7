"""A customer who changes a number in their survey asks nobody again to take the matter up."""

from datetime import timedelta

import pytest

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.escalation import replying, working
from moderation.escalation.models import Case
from moderation.surveys import services, timers
from moderation.surveys.models import Survey
from moderation.surveys.rules import Ratings
from moderation.surveys.services import Said
from tests.conftest import both_databases
from tests.moderation.conversation.conftest import MONDAY, Browser

WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def mended(settled: int, alice: Actor, dave: Actor) -> int:
    """A case that was settled, that its customer took up again in the survey, and that was settled since."""
    with clock.at(WEDNESDAY):
        timers.look(WEDNESDAY)
        with unit_of_work():
            survey = db.session.query(Survey).one()
            services.answer(survey.id, Said(Ratings(4, 1), "It is not.", not_solved=True), by=alice)
    db.session.expire_all()
    assert db.session.get_one(Case, settled).is_open
    with clock.at(WEDNESDAY + timedelta(hours=2)), unit_of_work():
        replying.write_privately(settled, "Now it is done.", by=dave)
        working.resolve(settled, by=dave)
    return settled


@both_databases
def test_better_stars_leave_what_was_settled_since_settled(
    browser: Browser, mended: int, alice: Actor
) -> None:
    asker = browser(alice)
    with clock.at(WEDNESDAY + timedelta(hours=5)):
        address = f"/surveys/{db.session.query(Survey).one().id}"
        form = asker.get(address).text
        ticked = 'name="not_solved"' in form and "checked" in form.split('name="not_solved"')[1][:40]
        given = {"expected": "4", "experienced": "5", "words": "Now it is."}
        answer = asker.post(address, data=given | ({"not_solved": "y"} if ticked else {}))
    assert answer.status_code == 303
    db.session.expire_all()
    assert not db.session.get_one(Case, mended).is_open
