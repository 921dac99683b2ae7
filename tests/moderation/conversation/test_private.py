"""Staff and one asker write to each other alone: two ways, once, seen by nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import closing
from community.accounts.models import Member
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict, NotAllowed, TooMany
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions import services as questions
from community.questions.models import Question
from community.routing import letters
from community.routing import queries as routing
from community.routing.models import Letter, Stage
from moderation.escalation import replying, upkeep, working
from moderation.escalation.models import Case, Escalation
from tests.conftest import both_databases
from tests.moderation.conversation.conftest import BODY, TITLE, Browser, Reload

SECRET = "The contract is 4711-0815-22 and I live in Larch Lane 5."
FURIOUS = (
    "I am absolutely furious. This is the third router that died on me, your hotline is useless and nobody ever "
    "rang. The worst customer service I have ever had. I want my money back!"
)


def write(question: Question, body: str, by: Actor, key: str = "") -> Letter:
    with unit_of_work():
        return letters.write_to_team(db.session.get_one(Question, question.id), body, by=by, key=key)


def test_the_asker_answers_on_a_page_of_their_own_and_staff_read_it_in_the_case(
    browser: Browser, question: Question, case: Case, alice: Actor, dave: Actor
) -> None:
    agent, asker = browser(dave), browser(alice)
    agent.post(f"/desk/cases/{case.id}/replies", data={"body": "What is your contract number?", "alone": "y"})
    page = asker.get(f"/questions/{question.id}/{question.slug}").text
    assert f"/questions/{question.id}/private" in page
    assert "What is your contract number?" not in page
    talk = asker.get(f"/questions/{question.id}/private").text
    assert "What is your contract number?" in talk
    assert asker.post(f"/questions/{question.id}/private", data={"body": SECRET}).status_code == 303
    seen = agent.get(f"/desk/cases/{case.id}").text
    assert SECRET in seen
    assert "1 private letter of the customer is new" in seen
    assert agent.post(f"/desk/cases/{case.id}/letters/read").status_code == 303
    assert "letter of the customer is new" not in agent.get(f"/desk/cases/{case.id}").text
    assert "read by our team" in asker.get(f"/questions/{question.id}/private").text


def test_a_letter_is_new_until_the_asker_opens_the_page(
    browser: Browser, question: Question, case: Case, alice: Actor, dave: Actor
) -> None:
    with unit_of_work():
        replying.write_privately(case.id, "Please tell us more.", by=dave)
    need = routing.need_of(question.id)
    assert need is not None
    assert routing.unread_letters(need.id, from_asker=False) == 1
    asker = browser(alice)
    assert ">new<" in asker.get(f"/questions/{question.id}/private").text
    assert ">new<" not in asker.get(f"/questions/{question.id}/private").text
    db.session.expire_all()
    assert routing.unread_letters(need.id, from_asker=False) == 0


def test_for_everyone_else_there_is_no_such_page(
    client: FlaskClient,
    browser: Browser,
    question: Question,
    case: Case,
    bob: Actor,
    carol: Actor,
    alice: Actor,
) -> None:
    write(question, SECRET, alice)
    address = f"/questions/{question.id}/private"
    assert client.get(address).status_code == 302
    for stranger in (bob, carol):
        theirs = browser(stranger)
        assert theirs.get(address).status_code == 404
        assert theirs.post(address, data={"body": "Let me in, please."}).status_code == 404
        for page in (
            f"/questions/{question.id}/{question.slug}",
            "/search?q=contract",
            "/notifications",
            "/log",
        ):
            assert "4711-0815" not in theirs.get(page).text
        assert theirs.get(f"/desk/cases/{case.id}").status_code == 403
    for page in ("/feeds/questions.atom", "/sitemap.xml", f"/api/v1/questions/{question.id}"):
        assert "4711-0815" not in client.get(page).text
    with pytest.raises(NotAllowed):
        write(question, "It was not me who asked.", bob)


def test_a_letter_wakes_a_case_that_waits_and_tells_whose_it_is(
    question: Question, case: Case, now: Reload, alice: Actor, dave: Actor
) -> None:
    with unit_of_work():
        working.wait(case.id, by=dave)
    assert now().due_at is None
    write(question, SECRET, alice)
    assert now().state == "open"
    assert now().due_at is not None
    told = db.session.query(Notification).filter_by(member_id=dave.id, kind="case-answered").one()
    assert told.data["path"] == f"/desk/cases/{case.id}"
    assert "4711" not in str(told.data)


@both_databases
def test_a_form_that_is_sent_twice_writes_once(question: Question, case: Case, alice: Actor) -> None:
    first = write(question, SECRET, alice, "one")
    again = write(question, SECRET, alice, "one")
    other = write(question, SECRET, alice, "two")
    assert (first.id == again.id, first.id == other.id) == (True, False)
    assert db.session.query(Letter).count() == 2


def test_other_words_under_the_name_of_a_form_that_was_sent_are_another_letter(
    browser: Browser, question: Question, case: Case, alice: Actor
) -> None:
    """A second tab of the page, or the page that the back button shows again."""
    asker = browser(alice)
    for words in ("It is the grey one.", "It is the grey one.", "And it leaks."):
        asker.post(f"/questions/{question.id}/private", data={"body": words, "key": "k"})
    page = asker.get(f"/questions/{question.id}/private").text
    assert (page.count("It is the grey one."), page.count("And it leaks.")) == (1, 1)


def test_anger_that_grows_in_private_is_heard_once(question: Question, case: Case, alice: Actor) -> None:
    before = case.anger
    write(question, FURIOUS, alice)
    write(question, FURIOUS + " Today!", alice)
    db.session.expire_all()
    rules = [each.rule for each in db.session.query(Escalation).filter_by(case_id=case.id)]
    assert rules.count("angry-complaint") == 1
    assert db.session.get_one(Case, case.id).anger > before


def test_writing_in_private_brings_a_question_to_staff(alice: Actor) -> None:
    with unit_of_work():
        asked = questions.ask(TITLE, BODY, ["wifi"], by=alice)
    write(asked, SECRET, alice)
    need = routing.need_of(asked.id)
    assert need is not None
    assert need.stage == Stage.TIER_1
    assert db.session.query(Case).filter_by(question_id=asked.id).count() == 1


def test_a_held_question_has_its_private_page_too(browser: Browser, alice: Actor, dave: Actor) -> None:
    shouted = "WHY DOES MY ROUTER DROP ALL THE TIME, IT IS ALWAYS THE SAME AND NOBODY HELPS ME"
    with unit_of_work():
        held = questions.ask(shouted, shouted * 3, ["wifi"], by=alice)
    assert held.status == "held"
    assert browser(alice).post(f"/questions/{held.id}/private", data={"body": SECRET}).status_code == 303
    assert SECRET in browser(dave).get(f"/questions/{held.id}/private").text


def test_an_error_keeps_the_words(browser: Browser, question: Question, case: Case, alice: Actor) -> None:
    too_long = "word " * 7_000
    refused = browser(alice).post(f"/questions/{question.id}/private", data={"body": too_long, "key": "k"})
    assert refused.status_code == 422
    assert "30000 is the most" in refused.text
    assert "word word word" in refused.text


def test_somebody_who_writes_without_end_is_asked_to_pause(
    app: Flask, question: Question, case: Case, alice: Actor
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    for number in range(20):
        write(question, f"Letter number {number}", alice)
    with pytest.raises(TooMany):
        write(question, "One more.", alice)
    with clock.at(clock.now() + timedelta(hours=2)):
        write(question, "Later.", alice)


def test_a_merged_question_is_no_place_to_write(question: Question, case: Case, alice: Actor) -> None:
    with unit_of_work():
        into = questions.ask("How do I rename the guest network at home?", BODY, ["wifi"], by=alice)
        db.session.get_one(Question, question.id).merged_into_id = into.id
    with pytest.raises(Conflict):
        write(question, SECRET, alice)


def test_mails_say_that_there_is_a_letter_and_not_what_is_in_it(
    app: Flask, tmp_path: Path, question: Question, case: Case, alice: Actor, dave: Actor
) -> None:
    with unit_of_work():
        replying.write_privately(case.id, f"We found it. {SECRET}", by=dave)
    worker.tick()
    sent = "".join(each.read_text(errors="replace") for each in tmp_path.rglob("*.eml"))
    assert f"/questions/{question.id}/private" in sent
    assert "4711-0815" not in sent


def test_who_leaves_takes_the_private_conversation_along(
    question: Question, case: Case, alice: Actor, dave: Actor
) -> None:
    write(question, SECRET, alice)
    with unit_of_work():
        replying.write_privately(case.id, f"About {SECRET}", by=dave)
        closing.close_account(db.session.get_one(Member, alice.id), sure=True)
    assert db.session.query(Letter).count() == 0


def test_private_data_leaves_letters_some_time_after_the_matter_is_over(
    question: Question, case: Case, alice: Actor, dave: Actor
) -> None:
    write(question, "My order number is 88123977, thank you.", alice)
    with unit_of_work():
        working.resolve(case.id, by=dave)
    at_that_time = clock.now()
    for days, text in ((89, "88123977"), (91, "[number left out], thank you")):
        with clock.at(at_that_time + timedelta(days=days)):
            upkeep.mask_old_letters(clock.now())
        db.session.expire_all()
        letter = db.session.query(Letter).one()
        assert text in letter.body_markdown
        assert text in letter.body_html
