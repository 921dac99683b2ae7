"""A granted appeal takes back the reports that led to the removal, also where the text was edited in between."""

from datetime import timedelta

import pytest
from flask import Flask

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from moderation.flags import services as flags
from moderation.flags.models import Flag
from moderation.review.rules import Decision
from moderation.sanctions.models import Sanction
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.appeals.deeds import GRANT, appeal, decide
from tests.moderation.appeals.test_deciding import points
from tests.moderation.sanctions.deeds import ask, review


@pytest.fixture
def taken_away(alice: Actor, bob: Actor, carol: Actor) -> int:
    """The sanction of a question that Bob reported, that Alice added a sentence to, and that Carol removed."""
    post_id = ask(alice)
    with unit_of_work():
        flags.flag(db.session.get_one(Post, post_id), "spam", by=bob)
    with clock.at(clock.now() + timedelta(hours=1)), unit_of_work():
        question = db.session.get_one(Question, post_id)
        body = f"{question.body_markdown} Both run the newest firmware."
        questions.edit(question, title=question.title, body=body, tag_names=["mesh"], by=alice)
    assert db.session.get_one(Post, post_id).is_visible
    review(post_id, Decision.SPAM, carol)
    assert db.session.query(Flag).one().state == "upheld"
    return db.session.query(Sanction).filter_by(about_id=post_id).one().id


@both_databases
def test_the_report_of_what_was_fine_is_worth_nothing(
    app: Flask, alice: Actor, bob: Actor, member: MakeMember, taken_away: int
) -> None:
    assert points(bob) == 2
    made = appeal(taken_away, alice)
    assert decide(made, GRANT, actor_of(member("mona", role="moderator"))) == "granted"
    db.session.expire_all()
    assert db.session.query(Flag).one().state == "dismissed"
    assert points(bob) == 0


@both_databases
def test_the_report_that_led_to_an_earlier_removal_stands(
    app: Flask, alice: Actor, bob: Actor, erin: Actor, carol: Actor, taken_away: int, member: MakeMember
) -> None:
    removed = db.session.get_one(Sanction, taken_away)
    post_id, later = removed.about_id, clock.now() + timedelta(days=1)
    with clock.at(later), unit_of_work():
        posts.release(db.session.get_one(Post, post_id), by=carol)
    with clock.at(later + timedelta(hours=1)):
        with unit_of_work():
            flags.flag(db.session.get_one(Post, post_id), "spam", by=erin)
        review(post_id, Decision.SPAM, carol)
        again = db.session.query(Sanction).filter_by(about_id=post_id, ended_at=None).one().id
        made = appeal(again, alice)
        assert decide(made, GRANT, actor_of(member("mona", role="moderator"))) == "granted"
    db.session.expire_all()
    found = {each.flagger_id: each.state for each in db.session.query(Flag)}
    assert found == {bob.id: "upheld", erin.id: "dismissed"}
