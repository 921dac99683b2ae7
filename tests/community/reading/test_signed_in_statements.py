"""What pages of standing and of knowledge ask of the database of who is signed in, once they are warm."""

import pytest
from flask.testing import FlaskClient

from community.articles.models import Article
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.badges.models import BadgeAward
from gamification.reputation.models import MemberStanding
from tests.community.articles.making import published
from tests.community.reading.conftest import Thread, accept, rate
from tests.community.reading.test_profile_statements import fewest
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

MOST = 10


@pytest.fixture
def pages(thread: Thread, alice: Actor, bob: Actor, dave: Actor, erin: Actor) -> list[str]:
    """The addresses of such pages; nobody waits to be told of a badge."""
    for number in range(3):
        rate(thread(alice, bob, tag=f"tag{number}"), 5, alice)
    accept(thread(alice, bob), alice)
    number = published(dave, erin)
    slug = db.session.get_one(Article, number).slug
    with unit_of_work():
        db.session.query(BadgeAward).update({"seen_at": BadgeAward.awarded_at})
        db.session.query(MemberStanding).update({"unseen_awards": 0})
    return ["/badges", "/me/nearest-badges", "/members/bob/reputation", f"/articles/{number}/{slug}"]


@both_databases
@pytest.mark.parametrize("who", ["bob", "member", "moderator", "agent", "specialist", "admin"])
def test_they_ask_little(
    client: FlaskClient, sign_in: SignIn, member: MakeMember, pages: list[str], bob: Actor, who: str
) -> None:
    sign_in(client, bob if who == "bob" else actor_of(member("reader", role=who)))
    for each in pages:
        client.get(each)
    spent = {each: fewest(client, each) for each in pages}
    assert max(spent.values()) <= MOST, spent


def test_names_in_the_history_of_an_article_are_read_at_once(
    client: FlaskClient, sign_in: SignIn, dave: Actor, erin: Actor
) -> None:
    number = published(dave, erin)
    sign_in(client, dave)
    client.get(f"/articles/{number}/history")
    assert fewest(client, f"/articles/{number}/history") <= MOST
