"""Words of a form that reach the server while its post is being made, with real transactions side by side."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import drafts, once
from community.posts.models import Draft, PostKind
from community.questions import services as asking

KEY = "a-form"
WORDS = ("The light blinks red all night", "It began with the update, and a restart changed nothing.")


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_save_waits_for_the_post_that_its_form_makes(app: Flask, alice: Actor) -> None:
    making, may_end = threading.Event(), threading.Event()
    kept: list[bool] = []

    def post() -> None:
        with app.app_context():
            with unit_of_work():
                assert once.post_made_by(KEY, WORDS, by=alice) is None
                made = asking.ask(*WORDS, ["router"], by=alice)
                once.settle(KEY, made.id, by=alice)
                making.set()
                assert may_end.wait(30)
            db.session.remove()

    def save() -> None:
        with app.app_context():
            kept.append(_keep(alice))
            db.session.remove()

    poster, saver = threading.Thread(target=post), threading.Thread(target=save)
    poster.start()
    assert making.wait(30)
    saver.start()
    saver.join(0.5)
    assert saver.is_alive()  # it cannot know yet
    may_end.set()
    poster.join(30)
    saver.join(30)
    assert kept == [False]
    assert db.session.scalars(select(Draft)).all() == []


def _keep(who: Actor) -> bool:
    with unit_of_work():
        if once.came_too_late(KEY, by=who):
            return False
        drafts.save(PostKind.QUESTION, 0, drafts.Typed(*WORDS), by=who, base="")
    return True
