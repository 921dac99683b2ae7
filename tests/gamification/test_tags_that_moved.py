"""A tag becomes another name of one: licences and badges that were about it are about that one."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import services as questions
from community.questions import taking_part
from community.questions.models import Question
from community.ratings import services as ratings
from community.tags import services as tags
from community.tags.models import Tag
from gamification.badges import making, services
from gamification.badges.metrics import Metric
from gamification.badges.queries import awards_of
from gamification.badges.rules import Scope
from gamification.licences import queries
from gamification.licences.models import RepLicence
from gamification.licences.rules import State
from tests.conftest import MakeMember, actor_of
from tests.gamification.conftest import RULE, Thread, on_both_databases
from tests.gamification.test_badge_counts import badge, count


def tag_id(name: str) -> int:
    return db.session.scalars(select(Tag.id).where(Tag.name == name)).one()


def licence(member: Actor, tag: str, state: State) -> None:
    now = clock.now()
    with unit_of_work():
        db.session.add(
            RepLicence(
                member_id=member.id, tag_id=tag_id(tag), lang="en", state=state, words="", applied_at=now
            )
        )


@pytest.fixture
def moved(app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor, erin: Actor) -> None:
    """Bob and Erin have licences for mesh-two, Erin one for mesh as well; now mesh-two means mesh."""
    with clock.at(clock.now() - timedelta(days=1)):
        thread(alice, bob, ("mesh",))
        hidden = thread(alice, bob, ("mesh-two",)).question_id
    licence(bob, "mesh-two", State.LICENSED)
    licence(erin, "mesh-two", State.LICENSED)
    licence(erin, "mesh", State.SENIOR)
    with unit_of_work():
        posts.hide(post_or_404(hidden), "off-topic", by=carol)


@pytest.fixture
def admin(member: MakeMember) -> Actor:
    return actor_of(member("frank", role=Role.ADMIN))


def become_one(admin: Actor) -> None:
    with unit_of_work():
        mesh = db.session.get_one(Tag, tag_id("mesh"))
        tags.add_synonym(mesh, "mesh-two", by=admin)


@on_both_databases
def test_licences_go_over_and_none_is_there_twice(
    app: Flask, moved: None, bob: Actor, erin: Actor, admin: Actor
) -> None:
    become_one(admin)
    held = queries.held_by([bob.id, erin.id])
    assert held[bob.id] == [("mesh", "en", "licensed")]
    assert ("mesh", "en", "senior") in held[erin.id]


@on_both_databases
@pytest.mark.parametrize("metric", [Metric.ANSWERS, Metric.TAG_POINTS])
def test_badges_of_a_tag_count_what_stands_under_its_new_name(
    app: Flask, moved: None, bob: Actor, alice: Actor, admin: Actor, thread: Thread, metric: Metric
) -> None:
    before = count(badge(metric, scope=Scope(tag="mesh")), bob)
    become_one(admin)
    assert count(badge(metric, scope=Scope(tag="mesh")), bob) >= before
    assert count(badge(metric, scope=Scope(tag="mesh-two")), bob) == count(
        badge(metric, scope=Scope(tag="mesh")), bob
    )


@on_both_databases
@pytest.mark.parametrize("metric", ["ratings-given", "same-problems", "active-days", "thanks"])
def test_whoever_did_anything_in_a_thread_is_looked_at_for_its_new_tags(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, dave: Actor, erin: Actor, root: Actor, metric: str
) -> None:
    thread(alice, erin, ("mesh",))
    answer = thread(alice, bob, ("wifi",))
    question_id, answer_id = answer.question_id, answer.id
    with unit_of_work():
        ratings.rate(answer, 4, by=alice)
        answers.thank(db.session.get_one(Answer, answer_id), by=dave)
        taking_part.mark_same_problem(db.session.get_one(Question, question_id), by=bob)
    with unit_of_work():
        making.make({**RULE, "metric": metric, "threshold": "1"}, by=root)
    with unit_of_work():
        making.go_live(making.custom_or_404(RULE["slug"]), by=root)
    with unit_of_work():
        questions.retag(db.session.get_one(Question, question_id), ["mesh"], by=root)
    whose = alice if metric == "ratings-given" else bob
    assert RULE["slug"] in {award.badge.slug for award in awards_of(whose.id)}
    assert services.look_back_at_everyone() == 0
