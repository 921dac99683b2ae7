"""What stands before everyone, on pages that are kept: put away by its reader, made known by another process."""

import threading
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from community.curation import announcing, board
from community.kernel import clock, page_cache
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.curation.making import announce
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, both_databases
from tests.processes import another_process

__all__ = ["another_process"]


@both_databases
def test_an_announcement_that_its_reader_put_away_is_gone_at_once(
    app: Flask, client: FlaskClient, alice: Actor, carol: Actor, sign_in: SignIn
) -> None:
    number = announce(carol)
    sign_in(client, alice)
    for _ in range(3):  # by then the page is kept for this browser
        assert "The line rests" in client.get("/").text
    answer = client.post(f"/announcements/{number}/dismiss")
    assert answer.status_code == 303
    db.session.rollback()
    assert "The line rests" not in client.get(answer.location).text


def seen_there(other: Flask, path: str = "/") -> str:
    return other.test_client().get(path).text


def test_an_announcement_made_in_one_process_is_not_kept_away_by_another(
    app: Flask, carol: Actor, another_process: Flask
) -> None:
    begun = clock.now()
    seen_there(another_process)  # it has read the board, and remembers it for some seconds
    with clock.at(begun + timedelta(seconds=2)):
        announce(carol)
    with clock.at(begun + timedelta(seconds=3)):
        seen_there(another_process)
    with clock.at(begun + timedelta(seconds=30)):  # far longer than a board is remembered
        assert "The line rests" in seen_there(another_process)


def test_an_announcement_withdrawn_in_one_process_does_not_stay_in_another(
    app: Flask, carol: Actor, another_process: Flask
) -> None:
    begun = clock.now()
    number = announce(carol)
    assert "The line rests" in seen_there(another_process)
    with clock.at(begun + timedelta(seconds=2)), unit_of_work():
        announcing.withdraw(number, by=carol)
    with clock.at(begun + timedelta(seconds=3)):
        seen_there(another_process)
    with clock.at(begun + timedelta(seconds=30)):
        assert "The line rests" not in seen_there(another_process)


def test_a_page_that_shows_what_was_remembered_asks_for_that_once_and_is_kept_then(
    app: Flask, client: FlaskClient, carol: Actor
) -> None:
    announce(carol)
    with clock.at(clock.now()):
        client.get("/")  # reads the board
        page_cache.pages_of(app).clear()
        client.get("/")  # remembers it
        asked = []
        for _ in range(2):
            with statements() as each:
                assert "The line rests" in client.get("/").text
            asked.append(len(each))
    assert asked == [2, 1]


def test_a_board_that_was_read_too_early_is_not_remembered(app: Flask, carol: Actor) -> None:
    """A request that began before the change and read the board after it shows less than there is."""
    db.session.rollback()
    db.session.execute(text("SELECT count(*) FROM announcements"))  # a transaction that sees none
    other = threading.Thread(target=_announced, args=(app, carol))
    other.start()
    other.join()
    assert board.board().news == []
    db.session.rollback()
    assert [each.title for each in board.board().news] == ["The line rests"]


def _announced(app: Flask, by: Actor) -> None:
    with app.app_context():
        announce(by)
        db.session.remove()


@both_databases
def test_what_one_process_puts_up_every_other_shows_at_once(
    app: Flask, client: FlaskClient, carol: Actor, sign_in: SignIn, another_process: Flask
) -> None:
    sign_in(client, carol)
    there = another_process.test_client()
    with client.session_transaction() as signed_in, there.session_transaction() as same:
        same.update(signed_in)
    assert "The line rests" not in there.get("/").text  # it has read the board, and remembers it
    number = announce(carol)
    assert "The line rests" in there.get("/").text
    assert "The line rests" in seen_there(another_process)
    with unit_of_work():
        announcing.withdraw(number, by=carol)
    assert "The line rests" not in there.get("/").text
    assert "The line rests" not in seen_there(another_process)
