"""A post that people report."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services as asking
from moderation.flags import services
from moderation.review import claiming, opening
from moderation.review import services as reviewing
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision
from tests.conftest import MakeMember, actor_of

Flagging = Callable[..., int]
Deciding = Callable[..., None]


@pytest.fixture
def post_id(alice: Actor) -> int:
    with unit_of_work():
        post_id = asking.ask(
            "Which cable do I need for the attic?",
            "The attic is thirty metres away from the router and I would like to keep the full speed there.",
            ["cabling"],
            by=alice,
        ).id
        opening.settle(post_id)  # the look at a first post is over
        return post_id


@pytest.fixture
def flag() -> Flagging:
    """Reports a post as the page does."""

    def made(post_id: int, by: Actor, reason: str = "off-topic", note: str = "") -> int:
        with unit_of_work():
            return services.flag(post_or_404(post_id), reason, note, by=by)

    return made


@pytest.fixture
def decide(carol: Actor) -> Deciding:
    """A moderator decides on the open item of a post."""

    def made(post_id: int, decision: Decision, reason: str | None = None, by: Actor = carol) -> None:
        item_id = db.session.query(ReviewItem.id).filter_by(post_id=post_id, state="open").scalar()
        with unit_of_work():
            claiming.claim(item_id, by=by)
        with unit_of_work():
            reviewing.decide(item_id, reviewing.Opinion(decision, reason), by=by)

    return made


@pytest.fixture
def old_member(member: MakeMember) -> Callable[..., Actor]:
    """Members whose accounts count in full."""

    def made(name: str, level: int = 1, role: str = Role.MEMBER) -> Actor:
        with clock.at(clock.now() - timedelta(days=100)):
            return actor_of(member(name, role=role), level=level)

    return made
