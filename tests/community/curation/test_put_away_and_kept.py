"""What stands before everyone, on pages that are kept: put away by its reader, made known by another process."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.curation import announcing
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.curation.making import announce
from tests.conftest import SignIn, both_databases, make_app


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


@pytest.fixture
def another_process(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The same site in a second process: the same database, a memory of its own."""
    made = make_app(tmp_path)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


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
