"""Reporting posts."""

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.posts.queries import post_or_404
from community.questions import services as asking
from moderation.flags import services
from moderation.flags.models import Flag
from moderation.review.models import ReviewItem
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once


@pytest.fixture
def post(alice: Actor) -> Post:
    with unit_of_work():
        return asking.ask(
            "Which cable do I need for the attic?",
            "The attic is thirty metres away from the router and I would like to keep the full speed there.",
            ["cabling"],
            by=alice,
        )


def _flag(post_id: int, by: Actor, reason: str = "off-topic") -> int:
    with unit_of_work():
        return services.flag(post_or_404(post_id), reason, by=by)


def test_a_report_opens_a_review_item_and_counts_once(post: Post, bob: Actor) -> None:
    post_id = post.id
    _flag(post_id, bob)
    with pytest.raises(Conflict):
        _flag(post_id, bob)
    item = db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one()
    assert item.kind == "flag"
    assert db.session.query(Flag).count() == 1


def test_nobody_reports_their_own_post_or_without_a_reason(post: Post, alice: Actor, bob: Actor) -> None:
    with pytest.raises(NotAllowed):
        _flag(post.id, alice)
    with pytest.raises(Invalid):
        _flag(post.id, bob, "no such reason")
    with pytest.raises(Invalid):
        _flag(post.id, bob, "other")


@both_databases
def test_thirty_reports_at_once_hide_a_post_once(app: Flask, post: Post, member: MakeMember) -> None:
    post_id = post.id
    members = [actor_of(member(f"watcher{number}")) for number in range(30)]
    results = at_once(app, [lambda by=each: _flag(post_id, by) for each in members])
    found = db.session.get_one(Post, post_id, populate_existing=True)
    assert (found.status, found.hidden_reason) == ("hidden", "flags")
    assert any(isinstance(each, Conflict) for each in results)
    assert db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").count() == 1
