"""Posts with a known outcome, a peer who reviews, and something that really waits."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from gamification.reputation.models import MemberStanding
from moderation.review import choosing, claiming, opening, services
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from moderation.review.watch import watch
from tests.conftest import MakeMember, actor_of

APPROVE = Opinion(Decision.APPROVE)
REFUSE = Opinion(Decision.REFUSE, "low-quality")
SPAM = Opinion(Decision.SPAM)
LATER = timedelta(days=30)


def ask(by: Actor, number: int, body: str = "It blinks twice and then stays dark for half a minute.") -> int:
    with unit_of_work():
        return asking.ask(f"Why does lamp number {number} of my router blink?", body, ["router"], by=by).id


def waiting(post_id: int, kind: ItemKind = ItemKind.LOW_QUALITY) -> int:
    with unit_of_work():
        opening.open_item(post_id, kind, ("substance",))
    return db.session.query(ReviewItem.id).filter_by(post_id=post_id, state="open").scalar()


def decide(item_id: int, opinion: Opinion, by: Actor) -> ReviewItem:
    with unit_of_work():
        claiming.claim(item_id, by=by)
    with unit_of_work():
        return services.decide(item_id, opinion, by=by)


def take(by: Actor, skipped: tuple[int, ...] = ()) -> ReviewItem | None:
    """What the button "take the next one" gives."""
    with unit_of_work():
        item = choosing.next_for(by.id, skipped)
        return watch().instead_of(item, by, skipped) if item is not None else None


@pytest.fixture
def always(app: Flask) -> None:
    """Every item is a spot check, where there is one."""
    app.extensions["huzhu_thresholds"]["spot_check_every"] = 1


@pytest.fixture
def bad(alice: Actor, carol: Actor) -> list[int]:
    """Posts that a moderator removed, and that stayed so."""
    made = [ask(alice, number, f"Buy lamp {number} cheap, call 13812345678 now.") for number in range(12)]
    for post_id in made:
        decide(waiting(post_id), SPAM, carol)
    return made


@pytest.fixture
def peer(member: MakeMember) -> Actor:
    return actor_of(member("peer"), level=3)


@pytest.fixture
def known(peer: Actor) -> Actor:
    """The peer, with a level that pages know of as well."""
    with unit_of_work():
        db.session.add(MemberStanding(member_id=peer.id, level=3))
    return peer


@pytest.fixture
def real(bob: Actor, bad: list[int]) -> int:
    """Something that really waits."""
    return waiting(ask(bob, 99))


@pytest.fixture
def later(real: int) -> Iterator[None]:
    """A month has passed."""
    with clock.at(clock.now() + LATER):
        yield
