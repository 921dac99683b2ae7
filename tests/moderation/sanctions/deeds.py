"""Small deeds that tests of sanctions and appeals do again and again."""

from typing import Any

from community.accounts.models import Member
from community.kernel import checks, clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from moderation.review import claiming
from moderation.review import services as reviews
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision
from moderation.sanctions import services
from moderation.sanctions.checking import Order
from moderation.sanctions.rules import Kind
from tests.conftest import actor_of

BODY = "Since Tuesday both nodes lose each other at two in the morning and come back at three."


def order(kind: Kind = Kind.SUSPEND, **given: Any) -> Order:
    usual: dict[str, Any] = {"reason": "abuse", "words": "Please leave people out of it."}
    if kind is Kind.SUSPEND:
        usual["days"] = 3
    if kind is Kind.LIMIT:
        usual |= {"days": 3, "limit": "no-comments"}
    return Order(kind=kind, **{**usual, **given})


def impose(member: Actor, by: Actor, kind: Kind = Kind.SUSPEND, **given: Any) -> int:
    with unit_of_work():
        return services.impose(member.id, order(kind, **given), by=by).id


def now_as(member: Actor) -> Actor:
    """The same actor as the next request would see them."""
    db.session.rollback()
    found = db.session.get_one(Member, member.id)
    seen = actor_of(found)
    return Actor(
        member_id=seen.member_id,
        name=seen.name,
        role=seen.role,
        level=seen.level,
        confirmed=True,
        suspended=found.is_suspended(clock.now()),
        restraints=found.restraints_at(clock.now()),
    )


def ask(by: Actor, title: str = "Why does the mesh drop at night?", body: str = BODY) -> int:
    with unit_of_work():
        return questions.ask(title, body, ["mesh"], by=by).id


def review(post_id: int, decision: Decision, by: Actor, reason: str | None = None) -> None:
    item_id = db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one().id
    with unit_of_work():
        claiming.claim(item_id, by=by)
    with unit_of_work():
        reviews.decide(item_id, reviews.Opinion(decision, reason), by=by)


def breaches() -> list[str]:
    """What `huzhu check` says; these tests have no search index."""
    db.session.rollback()
    return [line for lines in checks.run_all(db.session()).values() for line in lines if "index" not in line]
