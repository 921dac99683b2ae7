"""A suggested edit waits again once its post is in sight again."""

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.queries import post_or_404
from moderation.review import claiming, opening, services, undoing
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from tests.moderation.review.conftest import Waiting


@pytest.fixture
def suggested(app: Flask, waiting: Waiting, bob: Actor) -> ReviewItem:
    post_id = waiting().post_id
    with unit_of_work():
        opening.settle(post_id)
        post = post_or_404(post_id)
        editing.suggest(post, editing.Words(body=f"{post.body_markdown} It is a Mesh 3."), by=bob)
    return open_items(post_id)[0]


def open_items(post_id: int) -> list[ReviewItem]:
    db.session.rollback()
    return db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").all()


def test_after_its_author_deleted_the_post_and_brought_it_back(suggested: ReviewItem, alice: Actor) -> None:
    post_id, suggestion = suggested.post_id, suggested.suggestion_id
    with unit_of_work():
        posts.delete(post_or_404(post_id), by=alice)
    assert open_items(post_id) == []
    with unit_of_work():
        posts.restore(post_or_404(post_id), by=alice)
    assert [(each.kind, each.suggestion_id) for each in open_items(post_id)] == [("edit", suggestion)]


def test_after_a_decision_and_its_undoing(
    suggested: ReviewItem, carol: Actor, moderators: list[Actor]
) -> None:
    post_id, suggestion = suggested.post_id, suggested.suggestion_id
    with unit_of_work():
        opening.open_item(post_id, ItemKind.SPAM, ["links"])
    for decision in (Decision.SPAM, Decision.APPROVE):
        item_id = open_items(post_id)[0].id
        with unit_of_work():
            claiming.claim(item_id, by=carol)
            services.decide(item_id, Opinion(decision), by=carol)
        with unit_of_work():
            undoing.undo(item_id, by=carol)
        assert [each.id for each in open_items(post_id)] == [item_id]
    with unit_of_work():
        claiming.claim(item_id, by=carol)
        services.decide(item_id, Opinion(Decision.SPAM), by=carol)
    with unit_of_work():
        posts.restore(post_or_404(post_id), by=moderators[0])
    assert [each.suggestion_id for each in open_items(post_id)] == [suggestion]
