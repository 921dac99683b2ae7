"""What waits about an answer or a comment goes along to the thread into which its question was merged."""

from flask import Flask

from community.answers import services as answering
from community.answers import threads
from community.comments import services as commenting
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions import services as asking
from community.questions.models import Question
from moderation.review import opening
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemKind
from tests.conftest import both_databases

BODY = "At two it is gone, at three back."


@both_databases
def test_items_of_answers_and_of_all_comments_stand_in_the_new_thread(
    app: Flask, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        old = asking.ask("Why does the mesh drop at two?", BODY, ["mesh"], by=alice)
        new = asking.ask("The radio loses a node every night", BODY, ["radio"], by=alice)
        answer = answering.answer(old, "Switch the nightly scan off.", by=bob)
        beneath = commenting.comment(answer, "Which of the two scans do you mean?", by=alice)
        above = commenting.comment(old, "Since the update of last Tuesday, by the way.", by=alice)
        for each in (old, answer, beneath, above):
            opening.open_item(each.id, ItemKind.SPAM, ["links"])
        ids = [each.id for each in (old, answer, beneath, above)]
        into_id = new.id
    with unit_of_work():
        threads.merge(db.session.get_one(Question, ids[0]), db.session.get_one(Question, into_id), by=carol)
    db.session.expire_all()
    items = {each.post_id: each.thread_id for each in db.session.query(ReviewItem) if each.post_id in ids}
    assert items == {each: db.session.get_one(Post, each).thread_id for each in ids}
    assert {each for each, thread in items.items() if thread == into_id} == set(ids[1:])
