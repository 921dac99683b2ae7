"""When too many come at once: visitors wait in turn, some are told to come back, members are served."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient

from community.kernel import crowding
from community.kernel.crowding import Crowd
from community.kernel.policy import Actor
from community.kernel.web import Huzhu
from tests.conftest import SignIn


@pytest.fixture
def crowded(app: Huzhu) -> Iterator[ExitStack]:
    """Every place for visitors is taken, and nobody may wait; closing it gives the places back."""
    app.extensions["huzhu_crowd"] = Crowd(at_once=2, waiting=0)
    with ExitStack() as places:
        for _place in range(2):
            assert places.enter_context(crowding.crowd_of(app).admitted(is_visitor=True))
        yield places


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_a_visitor_too_many_is_told_when_to_come_back(
    client: FlaskClient, crowded: ExitStack, lang: str
) -> None:
    answer = client.get("/questions", headers={"Accept-Language": lang})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert f'lang="{lang}"' in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    told = client.get("/api/v1/questions")
    assert (told.status_code, told.content_type) == (503, "application/problem+json")
    crowded.close()
    assert client.get("/questions").status_code == 200


def test_members_health_and_files_are_served_all_the_same(
    app: Huzhu, crowded: ExitStack, carol: Actor, sign_in: SignIn
) -> None:
    moderator = sign_in(app.test_client(), carol)
    assert moderator.get("/review").status_code == 200
    visitor = app.test_client()
    assert visitor.get("/healthz").status_code == 200
    assert visitor.get("/static/nothing.css").status_code == 404


def test_who_writes_and_waits_for_the_database_keeps_no_reader_out(app: Huzhu, client: FlaskClient) -> None:
    with ExitStack() as places:
        for _place in range(crowding.AT_ONCE):
            assert places.enter_context(crowding.crowd_of(app, "POST").admitted(is_visitor=True))
        assert client.get("/questions").status_code == 200


def test_a_made_up_session_opens_no_door(app: Huzhu, crowded: ExitStack) -> None:
    pretender = app.test_client()
    pretender.set_cookie("session", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    assert pretender.get("/questions").status_code == 503


def test_whoever_waits_gets_the_next_place(app: Huzhu) -> None:
    crowd = Crowd(at_once=1, waiting=1, patience=10)
    got: list[bool] = []

    def come() -> None:
        with crowd.admitted(is_visitor=True) as room:
            got.append(room)

    with crowd.admitted(is_visitor=True):
        second = threading.Thread(target=come)
        second.start()
        while not crowd._queued:
            threading.Event().wait(0.001)
        come()
        assert got == [False], "the third finds no place to wait"
    second.join()
    assert got == [False, True]


def test_a_program_with_a_key_does_not_wait_among_visitors(app: Huzhu, crowded: ExitStack) -> None:
    answer = app.test_client().get("/api/v1/questions", headers={"Authorization": "Bearer of no worth"})
    assert answer.status_code == 401
