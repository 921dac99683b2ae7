"""Whether an edit put a post into another language is known where it is made, and asked by nobody who hears of it."""

from flask import Flask

from community.answers.models import Answer
from community.kernel import events
from community.kernel.bus import bus
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from tests.community.reading.test_profile_statements import statements
from tests.gamification.conftest import Thread

ENGLISH = "Turn the scan of the night off in the settings, and start both nodes again, as we did."
CHINESE = "夜里的扫描会断开网络，请在设置里关掉它，然后重新启动两个节点。"


def test_an_edit_tells_whether_it_speaks_anew(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    answer_id, told = thread(alice, bob).id, list[bool]()
    bus().on(events.PostEdited, lambda event: told.append(event.speaks_anew))
    for body in (ENGLISH, CHINESE, f"{CHINESE}谢谢。", ENGLISH):
        with unit_of_work():
            editing.edit(db.session.get_one(Answer, answer_id), editing.Words(body=body), by=bob)
    assert told == [False, True, False, True]


def test_earlier_words_are_read_by_nobody(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    """Badges and boards each read the revision before, with all of its words."""
    answer_id = thread(alice, bob).id
    with statements() as asked, unit_of_work():
        editing.edit(db.session.get_one(Answer, answer_id), editing.Words(body=ENGLISH), by=bob)
    read = [each for each in asked if each.startswith("SELECT") and "revisions.body_markdown" in each]
    assert read == []
