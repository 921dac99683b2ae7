"""A member's ledger and the badges are kept for visitors and tell what changed at once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from community.accounts.models import Member, MemberStatus
from community.answers import services as answering
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions.models import Question
from community.ratings import services as ratings
from gamification.badges import making
from gamification.badges.models import BadgeAward
from gamification.reputation import rulings
from gamification.reputation.models import ReputationEvent
from tests.conftest import MakeMember
from tests.gamification.conftest import RULE, Thread, on_both_databases
from tests.kept_for_visitors import tells_at_once, turns_at, warm

LEDGER = "/members/bob/reputation"


@pytest.fixture
def answer(thread: Thread, alice: Actor, bob: Actor) -> int:
    """An answer of Bob's with stars of yesterday."""
    with clock.at(clock.now() - timedelta(hours=30)):
        made = thread(alice, bob).id
        with unit_of_work():
            ratings.rate(db.session.get_one(Answer, made), 4, by=alice)
    return made


@on_both_databases
def test_a_ledger(app: Flask, answer: int, alice: Actor, bob: Actor, root: Actor) -> None:
    tells_at_once(app, LEDGER, lambda: ratings.rate(db.session.get_one(Answer, answer), 5, by=alice))
    tells_at_once(app, LEDGER, lambda: answering.accept(db.session.get_one(Answer, answer), by=alice))
    cause = str(db.session.query(ReputationEvent.cause).filter_by(member_id=bob.id).limit(1).scalar())
    tells_at_once(app, LEDGER, lambda: rulings.undo(cause, of=bob.id, by=root, reason="By mistake."))
    tells_at_once(app, LEDGER, lambda: rulings.restore(cause, of=bob.id, by=root, reason="It was right."))
    asked = db.session.get_one(Answer, answer).question_id
    titled = update(Question).where(Question.id == asked).values(title="Why does it drop?")
    tells_at_once(app, LEDGER, lambda: db.session.execute(titled))
    hidden = update(Question).where(Question.id == asked).values(listed=False)
    assert b"Why does it drop" not in tells_at_once(app, LEDGER, lambda: db.session.execute(hidden))
    tells_at_once(app, LEDGER, lambda: change(bob, display_name="Bobby Somebody"))
    with unit_of_work():
        change(bob, hides_game=True)
    assert app.test_client().get(LEDGER).status_code == 404


def change(someone: Actor, **values: object) -> None:
    db.session.execute(update(Member).where(Member.id == someone.id).values(**values))


@on_both_databases
def test_a_line_ripens_and_a_day_ends(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    noon = (clock.now() - timedelta(days=40)).replace(hour=12, minute=0, second=0, microsecond=0)
    with clock.at(noon):
        made = thread(alice, bob)
        with unit_of_work():
            ratings.rate(made, 5, by=alice)
    day = timedelta(days=1)
    turns_at(app, LEDGER, noon + day, before=noon + day - timedelta(seconds=30))
    midnight = (noon + 3 * day).replace(hour=0)
    turns_at(app, LEDGER, midnight, before=midnight - timedelta(seconds=30))


@on_both_databases
@pytest.mark.parametrize("path", ["/badges", "/badges/first-answer", "/badges?family=first"])
def test_badges(
    app: Flask, answer: int, thread: Thread, member: MakeMember, alice: Actor, bob: Actor, path: str
) -> None:
    award = db.session.query(BadgeAward).filter_by(member_id=bob.id, badge="first-answer").one().id
    lapsed = update(BadgeAward).where(BadgeAward.id == award)
    tells_at_once(app, path, lambda: db.session.execute(lapsed.values(lapsed_at=clock.now())))
    tells_at_once(app, path, lambda: db.session.execute(lapsed.values(lapsed_at=None)))
    tells_at_once(app, path, lambda: change(bob, hides_game=True))
    tells_at_once(app, path, lambda: change(bob, hides_game=False))
    newcomer = member("nina").id
    tells_at_once(app, path, lambda: first_post_of(newcomer, answer))
    tells_at_once(app, path, lambda: db.session.query(Post).filter_by(author_id=newcomer).delete())
    tells_at_once(app, path, lambda: change(bob, status=MemberStatus.CLOSED))


def first_post_of(member_id: int, like: int) -> None:
    old = db.session.get_one(Post, like)
    same = {"lang": "en", "body_markdown": "x", "body_html": "x", "status": old.status, "findings": []}
    rows = [{**same, "kind": "question", "author_id": member_id, "created_at": clock.now()}]
    db.session.execute(Post.__table__.insert(), rows)  # type: ignore[attr-defined]


@on_both_databases
def test_holders_of_a_badge_are_named_as_they_are_called(
    app: Flask, answer: int, bob: Actor, carol: Actor
) -> None:
    path = "/badges/first-answer"
    tells_at_once(app, path, lambda: change(bob, display_name="Bobby Somebody"))
    tells_at_once(app, path, lambda: give(carol))
    warm(app, path)


def give(someone: Actor) -> None:
    now = clock.now()
    db.session.add(BadgeAward(member_id=someone.id, badge="first-answer", tier="bronze", awarded_at=now))


@on_both_databases
def test_a_badge_of_the_sites_own(app: Flask, answer: int, root: Actor) -> None:
    with unit_of_work():
        making.make(dict(RULE), by=root)
    tells_at_once(app, "/badges", lambda: making.go_live(making.custom_or_404(RULE["slug"]), by=root))
    warm(app, f"/badges/{RULE['slug']}")
    tells_at_once(app, "/badges", lambda: making.retire(making.custom_or_404(RULE["slug"]), by=root))
