"""Posts that wait, and moderators who look at them."""

from collections.abc import Callable

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from moderation.review import opening
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemKind
from tests.conftest import MakeMember, actor_of

Waiting = Callable[..., ReviewItem]
TEXT = "Since the update number {number} the light of my router blinks red all night, and {number} restarts did not help."


@pytest.fixture
def waiting(app: Flask, alice: Actor) -> Waiting:
    """Makes an item: a public question of Alice that somebody must look at, or one that is held."""

    def make(
        number: int = 1, kind: ItemKind = ItemKind.SPAM, *, by: Actor | None = None, text: str = ""
    ) -> ReviewItem:
        with unit_of_work():
            body = text or TEXT.format(number=number)
            post_id = asking.ask(
                f"Question number {number} about a red light", body, ["router"], by=by or alice
            ).id
            opening.open_item(post_id, kind, ["links"])
        return db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one()

    return make


@pytest.fixture
def moderators(member: MakeMember) -> list[Actor]:
    """Twenty of them."""
    return [actor_of(member(f"mod{number}", role=Role.MODERATOR)) for number in range(20)]
