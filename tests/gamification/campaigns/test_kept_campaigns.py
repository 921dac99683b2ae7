"""The page of a campaign is kept for visitors, tells every deed at once, and turns at its moments by itself."""

from datetime import datetime, timedelta

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
from community.ratings import services as ratings
from community.ratings.models import Rating
from gamification.campaigns import freezing, services
from gamification.campaigns.models import Campaign
from gamification.reputation import rulings
from gamification.reputation.models import MutualPair
from tests.conftest import MakeMember, actor_of
from tests.gamification.campaigns.conftest import END, FROZEN, START, MakeCampaign, star
from tests.gamification.conftest import Thread, on_both_databases
from tests.kept_for_visitors import tells_at_once, turns_at

LATER = START + timedelta(days=3, hours=12)
SECOND = timedelta(seconds=1)


@pytest.fixture
def path(campaign: MakeCampaign) -> str:
    return f"/campaigns/{campaign()}"


@on_both_databases
def test_what_counts_in_a_campaign_that_runs(
    app: Flask, path: str, thread: Thread, member: MakeMember, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = star(thread, alice, bob, START + timedelta(days=1), stars=4)
    gina = actor_of(member("gina"), level=5)
    with clock.at(LATER):
        tells_at_once(app, path, lambda: ratings.rate(db.session.get_one(Answer, answer), 5, by=alice))
        tells_at_once(app, path, lambda: ratings.rate(db.session.get_one(Answer, answer), 5, by=gina))
        tells_at_once(app, path, lambda: answering.accept(db.session.get_one(Answer, answer), by=alice))
        given = db.session.query(Rating.id).filter_by(rater_id=gina.id).scalar()
        held = {f"rating:{given}": bob.id}
        tells_at_once(app, path, lambda: rulings.hold(held, source="finding:1", reason="Looked at."))
        tells_at_once(app, path, lambda: rulings.lift("finding:1", reason="It was right."))
        low, high = sorted((alice.id, bob.id))
        tells_at_once(app, path, lambda: db.session.add(MutualPair(low_id=low, high_id=high, exceeds=True)))
        tells_at_once(app, path, lambda: db.session.query(MutualPair).delete())
        withdrawn = update(Rating).where(Rating.id == given).values(withdrawn_at=clock.now())
        tells_at_once(app, path, lambda: db.session.execute(withdrawn))
        hidden = update(Post).where(Post.id == answer)
        tells_at_once(app, path, lambda: db.session.execute(hidden.values(status="hidden")))
        tells_at_once(app, path, lambda: db.session.execute(hidden.values(status="published")))
        tells_at_once(app, path, lambda: change(bob, display_name="Bobby Somebody"))
        tells_at_once(app, path, lambda: change(bob, hides_game=True))
        tells_at_once(app, path, lambda: change(bob, hides_game=False))
        tells_at_once(app, path, lambda: change(bob, status=MemberStatus.CLOSED))


def change(someone: Actor, **values: object) -> None:
    db.session.execute(update(Member).where(Member.id == someone.id).values(**values))


@on_both_databases
def test_what_is_decided_about_a_campaign(
    app: Flask, path: str, thread: Thread, alice: Actor, bob: Actor, admin: Actor
) -> None:
    star(thread, alice, bob, START + timedelta(days=1))
    number = db.session.query(Campaign.id).scalar()
    with clock.at(LATER):
        worded = update(Campaign).values(text="Help whom you can, and be patient.")
        tells_at_once(app, path, lambda: db.session.execute(worded))
    with clock.at(FROZEN):
        tells_at_once(app, path, lambda: freezing.freeze_by_hand(number, by=admin))
        tells_at_once(app, path, lambda: change(bob, display_name="Bobby Somebody"))
        tells_at_once(app, path, lambda: change(bob, status=MemberStatus.CLOSED))


@on_both_databases
def test_a_campaign_that_is_called_off(app: Flask, path: str, admin: Actor) -> None:
    number = db.session.query(Campaign.id).scalar()
    with clock.at(LATER):
        tells_at_once(app, path, lambda: services.cancel(number, "There is no budget.", by=admin))


@on_both_databases
@pytest.mark.parametrize("moment", [START - timedelta(days=2), START, START + timedelta(days=1), END])
def test_its_moments_pass_by_themselves(app: Flask, path: str, moment: datetime) -> None:
    with unit_of_work():  # not at midnight, which would be reason enough
        db.session.execute(
            update(Campaign).values(starts_at=START + SECOND * 4_000, ends_at=END + SECOND * 4_000)
        )
    turns_at(app, path, moment + SECOND * 4_000, before=moment + SECOND * 3_970)


@on_both_databases
def test_who_was_suspended_stands_in_it_from_that_moment(
    app: Flask, path: str, thread: Thread, alice: Actor, bob: Actor
) -> None:
    star(thread, alice, bob, START + timedelta(days=1))
    with unit_of_work():
        change(bob, status=MemberStatus.SUSPENDED, suspended_until=LATER)
    turns_at(app, path, LATER, before=LATER - 20 * SECOND)
