"""What somebody wishes after news were planned counts for what is not told yet; nothing of it is forgotten, either."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask.testing import FlaskClient
from sqlalchemy import select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.worker import tick
from community.notifications.models import Delivery, Notification
from community.questions import services as asking
from tests.community.notifications.making import choose, in_folder, news, settings_of
from tests.conftest import SignIn, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)


@both_databases
def test_a_pause_holds_what_was_collected_before_it(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, tmp_path: Path
) -> None:
    choose(bob, "answer", email="daily")
    with clock.at(NOW):
        news(bob)
        theirs = sign_in(client, bob)
        given = {"timezone": "UTC", "paused_until": "2026-12-20"}
        assert theirs.post("/settings/notifications", data=given).status_code == 303
    tick(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))
    assert in_folder(tmp_path) == []
    tick(datetime(2026, 12, 20, 8, 0, tzinfo=UTC))
    assert len(in_folder(tmp_path)) == 1


@both_databases
def test_letters_that_were_switched_off_do_not_come(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, tmp_path: Path
) -> None:
    choose(bob, "answer", email="daily")
    with clock.at(NOW):
        news(bob)
        given = {"email-answer": "off"}
        assert sign_in(client, bob).post("/settings/notifications", data=given).status_code == 303
    tick(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))
    assert in_folder(tmp_path) == []


@both_databases
def test_a_question_that_was_muted_is_silent_in_the_next_letter(
    app: "Huzhu", bob: Actor, alice: Actor, client: FlaskClient, sign_in: SignIn, tmp_path: Path
) -> None:
    with clock.at(NOW), unit_of_work():
        words = "It blinks in green all the time, why is that?"
        question_id = asking.ask("Which lamp of the router blinks?", words, ["lamps"], by=alice).id
    choose(bob, "comment", email="hourly")
    with clock.at(NOW):
        news(bob, "comment", question_id=question_id, post_id=question_id)
        number = db.session.scalars(select(Notification.id).where(Notification.member_id == bob.id)).one()
        given = {"notification": str(number), "what": "question"}
        theirs = sign_in(client, bob)
        assert theirs.post("/settings/notifications/mutes", data=given).status_code == 303
    tick(NOW + timedelta(hours=1))
    assert [letter["Subject"] for letter in in_folder(tmp_path) if "bob@" in letter["To"]] == []


@both_databases
def test_small_talk_that_waits_for_the_last_letter_keeps_the_quiet_hours(
    app: "Huzhu", bob: Actor, tmp_path: Path
) -> None:
    choose(bob, "comment")
    settings_of(bob, helping={"a_day": None, "quiet_from": "13:00", "quiet_to": "20:00"})
    for minute in (46, 51):
        with clock.at(NOW.replace(minute=minute)):
            news(bob, "comment", str(minute))
        tick(NOW.replace(minute=minute) + timedelta(minutes=2, seconds=1))
    assert len(in_folder(tmp_path)) == 1
    tick(datetime(2026, 11, 26, 13, 10, tzinfo=UTC))
    assert len(in_folder(tmp_path)) == 1
    tick(datetime(2026, 11, 26, 20, 0, tzinfo=UTC))
    assert len(in_folder(tmp_path)) == 2


@both_databases
def test_two_pieces_of_small_talk_in_one_second_are_both_told(
    app: "Huzhu", bob: Actor, tmp_path: Path
) -> None:
    choose(bob, "comment")
    first = NOW + timedelta(seconds=0.1)
    for number, seconds in enumerate((0, 0.8)):
        with clock.at(first + timedelta(seconds=seconds)):
            news(bob, "comment", str(number))
    tick(first + timedelta(minutes=2, seconds=0.4))  # a worker looks between the two
    for minutes in range(3, 60, 4):
        tick(NOW + timedelta(minutes=minutes))
    left = db.session.scalars(select(Delivery).where(Delivery.sent_at.is_(None))).all()
    assert left == []
    assert in_folder(tmp_path) != []


@both_databases
def test_what_a_pause_held_comes_once_it_is_ended_earlier(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, tmp_path: Path
) -> None:
    choose(bob, "answer", email="daily")
    with clock.at(NOW):
        news(bob)
        theirs = sign_in(client, bob)
        theirs.post("/settings/notifications", data={"timezone": "UTC", "paused_until": "2026-12-20"})
    tick(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))
    with clock.at(datetime(2026, 11, 28, 9, 0, tzinfo=UTC)):
        sign_in(client, bob).post("/settings/notifications", data={"timezone": "UTC", "paused_until": ""})
    tick(datetime(2026, 11, 28, 9, 0, tzinfo=UTC))
    assert len(in_folder(tmp_path)) == 1


@both_databases
def test_somebody_who_was_muted_is_silent_in_the_next_letter(
    app: "Huzhu", bob: Actor, alice: Actor, client: FlaskClient, sign_in: SignIn, tmp_path: Path
) -> None:
    choose(bob, "mention", email="hourly")
    with clock.at(NOW):
        news(bob, "mention", actor_id=alice.id)
        number = db.session.scalars(select(Notification.id).where(Notification.member_id == bob.id)).one()
        given = {"notification": str(number), "what": "person"}
        theirs = sign_in(client, bob)
        assert theirs.post("/settings/notifications/mutes", data=given).status_code == 303
    tick(NOW + timedelta(hours=1))
    assert [letter["Subject"] for letter in in_folder(tmp_path) if "bob@" in letter["To"]] == []
