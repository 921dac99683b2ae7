"""A customer is asked once after a case, answers once by a secret link or signed in, and may take it up again."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from community.accounts import closing
from community.accounts.models import Member
from community.kernel import checks, clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions import services as questions
from community.questions.models import Question
from community.routing import asking
from community.routing import queries as routing
from community.routing.models import Stage
from moderation.escalation import replying, working
from moderation.escalation.models import Case
from moderation.surveys import queries, services, timers
from moderation.surveys.models import Survey
from moderation.surveys.rules import Ratings
from moderation.surveys.services import Said
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.conversation.conftest import BODY, MONDAY, TITLE, Browser

AT = Callable[[timedelta], datetime]


def look(after: timedelta) -> None:
    with clock.at(MONDAY + after):
        timers.look(MONDAY + after)
    db.session.expire_all()


def the_survey() -> Survey:
    db.session.expire_all()
    return db.session.query(Survey).one()


def answer(expected: int, experienced: int, by: Actor, after: timedelta, **more: object) -> None:
    with clock.at(MONDAY + after), unit_of_work():
        services.answer(the_survey().id, Said(Ratings(expected, experienced), **more), by=by)  # type: ignore[arg-type]


DAY = timedelta(days=1)


def test_a_customer_is_asked_a_day_later_once(settled: int, alice: Actor) -> None:
    look(timedelta(hours=23))
    assert the_survey().state == "waiting"
    for hours in (25, 26, 30):
        look(timedelta(hours=hours))
    assert the_survey().state == "asked"
    told = db.session.query(Notification).filter_by(member_id=alice.id, kind="survey").all()
    assert [each.data["path"] for each in told] == [f"/surveys/{the_survey().id}"]


def test_a_case_that_is_open_again_is_not_asked_about(settled: int, dave: Actor) -> None:
    with clock.at(MONDAY + timedelta(hours=2)), unit_of_work():
        working.reopen(settled, by=dave)
    look(2 * DAY)
    assert the_survey().state == "waiting"
    with clock.at(MONDAY + 3 * DAY), unit_of_work():
        working.resolve(settled, by=dave)
    look(3 * DAY + timedelta(hours=1))
    assert the_survey().state == "waiting"
    look(4 * DAY + timedelta(hours=1))
    assert the_survey().state == "asked"
    assert db.session.query(Survey).count() == 1


def test_what_goes_back_to_the_community_is_not_asked_about(case: Case, dave: Actor) -> None:
    with unit_of_work():
        working.return_to_crowd(case.id, "The community knows this best.", by=dave)
    assert db.session.query(Survey).count() == 0


def test_the_same_customer_is_not_asked_again_within_a_month(settled: int, alice: Actor, dave: Actor) -> None:
    look(2 * DAY)
    with clock.at(MONDAY + 3 * DAY), unit_of_work():
        other = questions.ask("How do I rename the guest network at home?", BODY, ["wifi"], by=alice)
        asking.ask_for_staff(other, "It is my contract again.", by=alice)
    with clock.at(MONDAY + 3 * DAY), unit_of_work():
        working.resolve(db.session.query(Case).filter_by(question_id=other.id).one().id, by=dave)
    look(5 * DAY)
    states = [each.state for each in db.session.query(Survey).order_by(Survey.id)]
    assert states == ["asked", "skipped"]


def test_one_reminder_and_then_it_lapses(settled: int, alice: Actor) -> None:
    look(2 * DAY)
    for days in (5, 6, 7, 8):
        look(days * DAY)
    assert db.session.query(Notification).filter_by(member_id=alice.id, kind="survey").count() == 2
    look(17 * DAY)
    assert the_survey().state == "lapsed"
    with pytest.raises(Conflict):
        answer(3, 3, alice, 17 * DAY)


def test_nobody_is_reminded_while_the_case_is_open_again(settled: int, alice: Actor, dave: Actor) -> None:
    look(2 * DAY)
    with clock.at(MONDAY + 3 * DAY), unit_of_work():
        working.reopen(settled, by=dave)
    look(7 * DAY)
    assert db.session.query(Notification).filter_by(member_id=alice.id, kind="survey").count() == 1
    with clock.at(MONDAY + 8 * DAY), unit_of_work():
        working.resolve(settled, by=dave)
    look(9 * DAY)
    assert db.session.query(Notification).filter_by(member_id=alice.id, kind="survey").count() == 2


def link_in(folder: Path) -> str:
    for each in sorted(folder.rglob("*.eml"), reverse=True):
        if found := re.search(r"/surveys/answer/[\w-]+", each.read_text()):
            return found[0]
    raise AssertionError


def test_the_secret_link_opens_a_form_and_works_once(
    app: Flask, client: FlaskClient, tmp_path: Path, settled: int
) -> None:
    with clock.at(MONDAY + 2 * DAY):
        worker.tick(MONDAY + 2 * DAY)
        link = link_in(tmp_path)
        for _ in range(2):  # looking changes nothing
            page = client.get(link)
            assert page.status_code == 200
            assert "What service did you expect from us?" in page.text
        assert the_survey().state == "asked"
        halved = client.post(link, data={"expected": "4", "words": "They called me."})
        assert halved.status_code == 422
        assert "They called me." in halved.text
        told = client.post(link, data={"expected": "4", "experienced": "5", "words": "They called me."})
        assert told.status_code == 200
        assert "Thank you" in told.text
        assert client.get(link).status_code == 410
        assert client.post(link, data={"expected": "1", "experienced": "1"}).status_code == 410
    found = the_survey()
    assert (found.state, found.ratings) == ("answered", Ratings(4, 5))


def test_signed_in_it_can_be_changed_for_a_day(browser: Browser, settled: int, alice: Actor) -> None:
    look(2 * DAY)
    asker = browser(alice)
    with clock.at(MONDAY + 2 * DAY):
        survey = the_survey().id
        question = db.session.get_one(Case, settled).question_id
        page = asker.get(f"/posts/{question}", follow_redirects=True).text
        assert f'href="/surveys/{survey}"' in page
        assert asker.post(f"/surveys/{survey}", data={"expected": "5", "experienced": "2"}).status_code == 303
    answer(5, 3, alice, 2 * DAY + timedelta(hours=20))
    assert the_survey().ratings == Ratings(5, 3)
    with pytest.raises(Conflict):
        answer(5, 5, alice, 4 * DAY)


def test_nobody_else_answers(browser: Browser, settled: int, alice: Actor, bob: Actor, dave: Actor) -> None:
    look(2 * DAY)
    address = f"/surveys/{the_survey().id}"
    for stranger in (bob, dave):
        assert browser(stranger).get(address).status_code == 404
        with pytest.raises(NotAllowed):
            answer(5, 5, stranger, 2 * DAY)


@pytest.mark.parametrize(("expected", "experienced"), [(0, 3), (3, 6), (-1, -1)])
def test_only_one_to_five(settled: int, alice: Actor, expected: int, experienced: int) -> None:
    look(2 * DAY)
    with pytest.raises(Invalid):
        answer(expected, experienced, alice, 2 * DAY)


@both_databases
def test_the_database_itself_refuses_a_six(settled: int) -> None:
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(update(Survey).values(expected=6))


def test_whose_case_it_was_hears_of_low_satisfaction_only(settled: int, alice: Actor, dave: Actor) -> None:
    look(2 * DAY)
    answer(4, 3, alice, 2 * DAY)
    assert db.session.query(Notification).filter_by(kind="low-satisfaction").count() == 0
    answer(4, 2, alice, 2 * DAY)
    told = db.session.query(Notification).filter_by(kind="low-satisfaction").one()
    assert told.member_id == dave.id


def test_not_solved_brings_it_back_to_staff(settled: int, alice: Actor, question: Question) -> None:
    look(2 * DAY)
    answer(5, 1, alice, 2 * DAY, not_solved=True)
    need = routing.need_of(question.id)
    assert need is not None
    assert need.stage == Stage.TIER_1
    assert db.session.query(Case).filter(Case.state != "resolved").count() == 1


def test_results_are_for_whose_case_it_was_and_for_admins(
    browser: Browser, settled: int, alice: Actor, dave: Actor, erin: Actor, member: MakeMember
) -> None:
    look(2 * DAY)
    answer(5, 2, alice, 2 * DAY, words="Call me at 0171 2345678, =1+1")
    boss = actor_of(member("ines", role=Role.ADMIN))
    with clock.at(MONDAY + 3 * DAY):
        for reader in (dave, boss):
            for by in ("team", "month", "rule", "nonsense"):
                page = browser(reader).get(f"/desk/surveys?by={by}").text
                assert "-3" in page
                assert "100%" in page
                assert "2345678" not in page
            table = browser(reader).get("/desk/surveys.csv").text
            assert ",5,2,-3,0," in table
            assert "2345678" not in table
        assert "Nobody has been asked yet" in browser(erin).get("/desk/surveys").text
        assert browser(alice).get("/desk/surveys").status_code == 403
        assert "expected 5, got 2" in browser(dave).get(f"/desk/cases/{settled}").text
        assert "expected 5, got 2" not in browser(erin).get(f"/desk/cases/{settled}").text


def test_a_table_runs_nothing(browser: Browser, settled: int, alice: Actor, dave: Actor) -> None:
    look(2 * DAY)
    answer(3, 3, alice, 2 * DAY, words="=1+1")
    with clock.at(MONDAY + 3 * DAY):
        assert ",'=1+1" in browser(dave).get("/desk/surveys.csv").text


def test_the_check_finds_an_answer_without_numbers(settled: int) -> None:
    look(2 * DAY)
    assert checks.run_all(db.session())["surveys"] == []
    with unit_of_work():
        db.session.execute(update(Survey).values(state="answered", expected=3))
    assert queries.breaches(db.session()) == [
        f"survey {the_survey().id} is answered without two numbers from 1 to 5"
    ]


def test_who_leaves_takes_their_words_and_leaves_the_numbers(settled: int, alice: Actor) -> None:
    look(2 * DAY)
    answer(3, 4, alice, 2 * DAY, words="Thank you, Dave.")
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, alice.id), sure=True)
    found = the_survey()
    assert (found.member_id, found.words, found.ratings) == (None, "", Ratings(3, 4))


def test_the_box_says_who_has_it_and_takes_that_it_is_solved(
    browser: Browser, case: Case, question: Question, alice: Actor, bob: Actor, dave: Actor
) -> None:
    address = f"/questions/{question.id}/{question.slug}"
    asker = browser(alice)
    assert "Our support team has this" in asker.get(address).text
    assert "You hear from us again" in asker.get(address).text
    with unit_of_work():
        replying.write_privately(case.id, "Which model is it?", by=dave)
        working.wait(case.id, by=dave)
    page = asker.get(address).text
    assert "Dave from our support team has this" in page
    assert "We wait for your answer." in page
    assert "1 private letter for you is new." in page
    words = re.sub(
        r'name="csrf.token" (?:value|content)="[^"]*"', "", page
    )  # drawn by chance, of all letters and digits
    for secret in ("P1", "P2", "P3", "P4", "asked-for-staff", "It is about my contract"):
        assert not re.search(rf"\b{secret}\b", words), secret
    assert "We wait for your answer." not in browser(bob).get(address).text
    assert browser(bob).post(f"/questions/{question.id}/settled").status_code == 403
    assert asker.post(f"/questions/{question.id}/settled").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Case, case.id).state == "resolved"
    need = routing.need_of(question.id)
    assert need is not None
    assert need.resolved_by == Stage.TIER_1
    assert "Our team has settled this" in asker.get(address).text
    assert TITLE in page
