"""A customer who changes a number in their survey asks nobody again to take the matter up."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
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


def test_who_left_the_team_hears_of_no_customer(settled: int, alice: Actor, dave: Actor) -> None:
    with clock.at(WEDNESDAY):
        timers.look(WEDNESDAY)
        with unit_of_work():
            db.session.get_one(Member, dave.id).role = "member"
            survey = db.session.query(Survey).one()
            services.answer(survey.id, Said(Ratings(5, 1), "It is not."), by=alice)
    told = db.session.query(Notification).filter_by(member_id=dave.id, kind="low-satisfaction")
    assert told.count() == 0


def test_the_page_says_until_when_it_can_be_changed_here(
    app: Flask, browser: Browser, settled: int, alice: Actor
) -> None:
    app.extensions["huzhu_thresholds"]["survey_change_hours"] = 48
    asker = browser(alice)
    with clock.at(WEDNESDAY):
        timers.look(WEDNESDAY)
        address = f"/surveys/{db.session.query(Survey).one().id}"
        asker.post(address, data={"expected": "4", "experienced": "5"})
        assert re.search(r"You can change it until Nov 27, 2026", asker.get(address).text)


def test_whoever_is_asked_how_it_was_reads_no_news_of_the_game(
    browser: Browser, settled: int, alice: Actor
) -> None:
    asker = browser(alice)
    with clock.at(WEDNESDAY):
        timers.look(WEDNESDAY)
        address = f"/surveys/{db.session.query(Survey).one().id}"
        assert "You were given" in asker.get("/tags").text
        assert "You were given" not in asker.get(address).text
