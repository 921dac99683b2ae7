"""Whoever reads the answers of a question in a feed goes on reading them where it was merged to."""

from flask import Flask

from community.answers import threads
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions.models import Question
from tests.community.reading.conftest import Thread


def test_the_feed_of_a_merged_question_leads_to_that_of_the_one_that_stays(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    gone, stays = thread(alice, bob).question_id, thread(alice, bob).question_id
    client = app.test_client()
    assert client.get(f"/feeds/questions/{gone}.atom").status_code == 200
    with unit_of_work():
        threads.merge(db.session.get_one(Question, gone), db.session.get_one(Question, stays), by=carol)
    assert client.get(f"/questions/{gone}").status_code == 301  # as its page does
    answer = client.get(f"/feeds/questions/{gone}.atom")
    assert answer.status_code in {301, 302, 308}
    assert str(answer.location).endswith(f"/feeds/questions/{stays}.atom")


def test_the_feed_of_a_merged_question_that_was_hidden_tells_nothing(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    gone, stays = thread(alice, bob).question_id, thread(alice, bob).question_id
    with unit_of_work():
        threads.merge(db.session.get_one(Question, gone), db.session.get_one(Question, stays), by=carol)
    with unit_of_work():
        posts.hide(db.session.get_one(Question, gone), "abuse", by=carol)
    assert app.test_client().get(f"/feeds/questions/{gone}.atom").status_code == 404
