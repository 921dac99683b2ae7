"""Letters: one for what belongs together, at the hour that somebody chose, and nothing that was read already."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts.models import Member
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.worker import tick
from community.notifications import delivering, rhythm, services
from community.notifications.models import Delivery, Notification
from tests.community.notifications.making import Postman, choose, in_folder, news, serving, settings_of
from tests.conftest import SignIn, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    postman = Postman()
    controller = serving(app, postman)
    yield postman
    controller.stop()


def test_a_letter_goes_out_at_once_and_can_be_left_by_one_click(
    app: "Huzhu", bob: Actor, client: FlaskClient, postman: Postman
) -> None:
    news(bob)
    jobs.run_due()
    (letter,) = postman.letters()
    assert letter["Subject"] == "Mei answered “Which lamp blinks?”"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Id"] == "Huzhu <answer.127.0.0.1>"
    assert letter["Auto-Submitted"] == "auto-generated"
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    way_out = letter["List-Unsubscribe"].strip("<>")
    assert way_out in text
    assert way_out in html
    assert "Mei answered “Which lamp blinks?”." in html
    assert 'name="color-scheme" content="light dark"' in html
    path = "/" + way_out.split("/", 3)[3]
    page = client.get(path)
    assert "Stop these" in page.text
    news(bob, cause="2")
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    jobs.run_due()
    assert len(postman.taken) == 1  # what waited is not sent, either
    news(bob, "letter", data={"path": "/questions/1/private"})
    jobs.run_due()
    assert len(postman.taken) == 2
    client.post(path, data={"which": "all"})
    news(bob, "letter", "2", data={"path": "/questions/1/private"})
    news(bob, "warned", data={"reason": "calm", "id": 1, "path": "/sanctions/1"})
    jobs.run_due()
    assert [each["Subject"] for each in postman.letters()[2:]] == [
        "A moderator has a word with you: calm. Please read it"
    ]
    assert postman.letters()[-1]["List-Unsubscribe"] is None


def test_ten_comments_of_one_person_are_one_letter(app: "Huzhu", bob: Actor, tmp_path: Path) -> None:
    choose(bob, "comment")
    for number in range(10):
        with clock.at(NOW + timedelta(seconds=number)):
            news(bob, "comment", str(number))
    tick(NOW + timedelta(minutes=5))
    (letter,) = in_folder(tmp_path)
    assert letter["Subject"] == "Mei commented on “Which lamp blinks?”, and 9 more"
    with clock.at(NOW + timedelta(minutes=6)):
        news(bob, "comment", "later")
    tick(NOW + timedelta(minutes=9))
    assert len(in_folder(tmp_path)) == 1  # letters of small talk keep apart
    tick(NOW + timedelta(minutes=25))
    assert len(in_folder(tmp_path)) == 2


def test_a_digest_comes_at_the_hour_of_the_member_with_what_is_still_unread(
    app: "Huzhu", bob: Actor, tmp_path: Path
) -> None:
    settings_of(bob, alerts={"hour": 9})
    with unit_of_work():
        db.session.get_one(Member, bob.id).timezone = "Asia/Shanghai"
    choose(bob, "answer", email="daily")
    for number in range(3):
        with clock.at(NOW + timedelta(minutes=number)):
            news(bob, cause=str(number), data={"title": f"Lamp {number}"})
    read = db.session.scalars(select(Notification).filter_by(cause="answer:1")).one()
    with clock.at(NOW + timedelta(hours=1)), unit_of_work():
        services.mark_read(by=bob, only=read.id)
    tick(datetime(2026, 11, 27, 0, 59, tzinfo=UTC))
    assert in_folder(tmp_path) == []
    tick(datetime(2026, 11, 27, 1, 0, tzinfo=UTC))
    (letter,) = in_folder(tmp_path)
    text = letter.get_body(("plain",)).get_content()
    assert "Lamp 0" in text
    assert "Lamp 1" not in text
    assert "Lamp 2" in text
    tick(datetime(2026, 11, 28, 1, 0, tzinfo=UTC))
    assert len(in_folder(tmp_path)) == 1  # nothing to say, no letter


def test_a_digest_of_what_was_all_read_is_not_sent(app: "Huzhu", bob: Actor, tmp_path: Path) -> None:
    choose(bob, "answer", email="hourly")
    with clock.at(NOW):
        news(bob)
    with clock.at(NOW + timedelta(minutes=1)), unit_of_work():
        services.mark_read(by=bob)
    tick(NOW + timedelta(hours=2))
    assert in_folder(tmp_path) == []


def test_what_is_off_on_the_site_still_comes_by_letter(app: "Huzhu", bob: Actor, tmp_path: Path) -> None:
    choose(bob, "answer", site="off")
    with clock.at(NOW):
        news(bob)
    tick(NOW)
    assert len(in_folder(tmp_path)) == 1


def test_quiet_hours_hold_letters_but_not_those_about_rights(
    app: "Huzhu", bob: Actor, tmp_path: Path
) -> None:
    settings_of(bob, helping={"a_day": None, "quiet_from": "12:00", "quiet_to": "14:00"})
    with clock.at(NOW):
        news(bob)
        news(bob, "warned", data={"reason": "calm", "id": 1, "path": "/sanctions/1"})
    tick(NOW)
    assert [each["Subject"][:11] for each in in_folder(tmp_path)] == ["A moderator"]
    tick(NOW + timedelta(hours=2))
    assert len(in_folder(tmp_path)) == 2


def test_letters_of_one_question_stand_together_in_the_language_of_the_reader(
    app: "Huzhu", bob: Actor, alice: Actor, tmp_path: Path, member: object
) -> None:
    from community.questions import services as questions

    with unit_of_work():
        db.session.get_one(Member, alice.id).lang = "zh-Hans"
        asked = questions.ask(
            "Which lamp of the router blinks?",
            "It blinks in green all the time, why is that?",
            ["lamps"],
            by=alice,
        )
    question_id = asked.id
    for name, cause in (("Mei", "1"), ("Wen", "2")):
        news(alice, cause=cause, question_id=question_id, post_id=question_id, data={"actor": name})
    tick(clock.now() + timedelta(minutes=10))
    (letter,) = in_folder(tmp_path)
    assert letter["In-Reply-To"] == letter["References"] == f"<question-{question_id}@127.0.0.1>"
    assert letter["Subject"] == "Wen和另外1人回答了“Which lamp blinks?”"


def test_an_address_that_the_server_does_not_know_gets_no_more_letters(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, postman: Postman
) -> None:
    postman.answer = "550 5.1.1 No such person"
    news(bob)
    jobs.run_due()
    assert rhythm.refused_at(db.session.get_one(Member, bob.id)) is not None
    assert db.session.scalars(select(jobs.Job).filter_by(state="waiting")).all() == []
    page = sign_in(client, bob).get("/notifications").text
    assert "Our e-mails do not reach you" in page
    postman.answer = "250 OK"
    news(bob, cause="2")
    jobs.run_due()
    assert postman.taken == []
    client.post("/settings/notifications/reachable")
    news(bob, cause="3")
    jobs.run_due()
    assert len(postman.taken) == 1


@pytest.mark.parametrize("answer", ["450 4.2.1 Busy", "550 5.7.1 We do not like your server"])
def test_a_refusal_that_says_nothing_of_the_address_is_tried_again(
    app: "Huzhu", bob: Actor, postman: Postman, answer: str
) -> None:
    postman.answer = answer
    news(bob)
    jobs.run_due()
    assert rhythm.refused_at(db.session.get_one(Member, bob.id)) is None
    postman.answer = "250 OK"
    tick(clock.now() + timedelta(hours=3))
    assert len(postman.taken) == 1


@both_databases
def test_two_workers_at_once_write_one_letter(app: "Huzhu", bob: Actor, tmp_path: Path) -> None:
    news(bob)
    bob_id = bob.id
    ready = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            ready.wait()
            with unit_of_work():
                delivering.tell({"member_id": bob_id, "way": "email"})
            jobs.run_due()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    jobs.run_due()
    assert len(in_folder(tmp_path)) == 1
    db.session.rollback()
    assert db.session.scalars(select(Delivery.sent_at)).one() is not None
    later = clock.now() + delivering.KEEP_SENT + timedelta(days=1)
    delivering.forget_old(later)
    assert db.session.scalars(select(Delivery)).all() == []


@pytest.mark.parametrize(("lang", "why"), [("en", "It helps everybody."), ("zh-Hans", "对大家都有用。")])
def test_a_sentence_that_somebody_ended_has_one_full_stop(
    app: "Huzhu", bob: Actor, tmp_path: Path, lang: str, why: str
) -> None:
    with unit_of_work():
        db.session.get_one(Member, bob.id).lang = lang
    choose(bob, "recommended")
    news(bob, "recommended", data={"why": why})
    jobs.run_due()
    (letter,) = in_folder(tmp_path)
    for kind in ("plain", "html"):
        said = letter.get_body((kind,)).get_content()
        assert why in said
        assert why + why[-1] not in said
