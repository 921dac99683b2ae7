"""The secret links of a letter: each once in what leaves, also when it had to be written twice."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts import tokens
from community.accounts.models import OneTimeLink
from community.accounts.tokens import Purpose
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.worker import tick
from community.notifications import letters, services
from tests.community.notifications.making import Postman, choose, serving

SOLVED = services.SecretLink(Purpose.SOLVED, "/solved/{word}", {"answer_id": 1}, solves=True)


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    postman = Postman()
    controller = serving(app, postman)
    yield postman
    controller.stop()


def answered(who: Actor, number: int) -> None:
    with unit_of_work():
        data = {"title": f"Lamp {number}", "actor": "Mei"}
        news = services.News("answer", f"answer:{number}", SOLVED)
        services.notify_each({who.id: news}, services.About(data))


def living(purpose: Purpose) -> list[OneTimeLink]:
    query = select(OneTimeLink).filter_by(purpose=purpose, used_at=None).order_by(OneTimeLink.id)
    return list(db.session.scalars(query))


def in_letter(postman: Postman, path: str) -> list[str]:
    (letter,) = postman.letters()
    part = letter.get_body(("plain",))
    assert part is not None
    return re.findall(rf"/{path}/(\S+)", part.get_content())


def test_a_letter_that_failed_at_each_step_leaves_with_one_living_link_of_each_kind(
    app: Flask, bob: Actor, client: FlaskClient, postman: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(bob, 1)
    start = clock.now()
    with monkeypatch.context() as broken:  # after the links were made

        def fails(*_given: object) -> None:
            raise OSError("the machine is full")

        broken.setattr(letters, "send_later", fails)
        tick(start)
    assert living(Purpose.SOLVED) == living(Purpose.UNSUBSCRIBE) == []
    postman.answer = "450 4.2.1 Busy"
    tick(start + timedelta(hours=1))
    postman.answer = "250 OK"
    tick(start + timedelta(hours=4))
    for purpose, path in ((Purpose.SOLVED, "solved"), (Purpose.UNSUBSCRIBE, "unsubscribe")):
        (word,) = in_letter(postman, path)
        (link,) = living(purpose)
        assert tokens.look(word, purpose).id == link.id


def test_a_letter_of_several_kinds_leaves_them_all_by_one_link(
    app: Flask, bob: Actor, client: FlaskClient, postman: Postman
) -> None:
    choose(bob, "answer", email="hourly")
    choose(bob, "comment", email="hourly")
    answered(bob, 1)
    answered(bob, 2)
    with unit_of_work():
        services.notify([bob.id], "comment", "comment:3", data={"title": "Lamp 3", "actor": "Mei"})
    tick(clock.now() + timedelta(hours=1))
    assert len(set(in_letter(postman, "solved"))) == len(living(Purpose.SOLVED)) == 2
    (word,) = in_letter(postman, "unsubscribe")
    assert tokens.look(word, Purpose.UNSUBSCRIBE).payload == {"kinds": ["answer", "comment"]}
    client.post(f"/unsubscribe/{word}")
    answered(bob, 4)
    with unit_of_work():
        services.notify([bob.id], "comment", "comment:5", data={"title": "Lamp 3", "actor": "Mei"})
    tick(clock.now() + timedelta(hours=9))
    assert len(postman.taken) == 1
