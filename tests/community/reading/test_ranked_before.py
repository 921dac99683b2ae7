"""Nobody waits until the answers of a large community are added up: not the first after a start, nor after a quiet night."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from community.kernel import clock, kept
from community.kernel.policy import Actor
from community.reading import members
from tests.community.reading.conftest import Thread


@pytest.fixture
def large(app: Flask, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A site on which adding up takes long, as a server begins with it."""
    monkeypatch.setattr(kept, "SLOW_SECONDS", -1.0)
    thread(alice, bob)
    begin(app)
    return app


def begin(app: Flask) -> None:
    for warm in app.extensions["huzhu_warm"]:
        if getattr(warm, "func", None) is members.add_up_before:
            warm()


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=9)])
def test_the_first_visitor_finds_the_ranking_there(
    large: Flask, later: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = []
    made = kept.Shelf._made
    monkeypatch.setattr(
        kept.Shelf, "_made", lambda self, key, *more: (waited.append(key), made(self, key, *more))[1]
    )
    monkeypatch.setattr(kept.Behind, "do", lambda *_more: None)
    with clock.at(clock.now() + later):
        page = large.test_client().get("/members")
    assert page.text.index("/members/bob") < page.text.index("/members/alice")
    assert "ranked" not in waited


def test_a_server_begins_without_a_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(members, "_ranked", away)
    begin(app)
