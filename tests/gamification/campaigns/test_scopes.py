"""What a campaign is about stays the same whatever the database, and whatever becomes of a tag."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions.models import Question
from community.ratings import services as ratings
from community.tags import services as tags
from community.tags.models import Tag
from gamification.campaigns import queries
from gamification.campaigns.models import Campaign
from tests.gamification.campaigns.conftest import START, MakeCampaign, star
from tests.gamification.conftest import Thread, on_both_databases

NOON = START + timedelta(hours=12)


def scores(slug: str) -> dict[int, int]:
    with clock.at(NOON + timedelta(days=1)):
        campaign = db.session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        return {place.member_id: place.score for place in queries.standing_now(campaign).places}


@on_both_databases
@pytest.mark.parametrize(("written", "asked"), [("Nova Hub", "NOVA hub"), ("Écran Büro", "ÉCRAN BÜRO")])
def test_a_product_is_the_same_in_capitals(
    app: Flask,
    campaign: MakeCampaign,
    thread: Thread,
    alice: Actor,
    bob: Actor,
    written: str,
    asked: str,
) -> None:
    slug = campaign(product=written)
    answer_id = star(thread, alice, bob, NOON)
    with unit_of_work():
        question_id = db.session.get_one(Answer, answer_id).question_id
        db.session.get_one(Question, question_id).product = asked
    assert scores(slug) == {bob.id: 6}


def test_a_tag_that_becomes_another_name_of_one_stays_the_subject_of_its_campaign(
    app: Flask,
    campaign: MakeCampaign,
    thread: Thread,
    alice: Actor,
    bob: Actor,
    carol: Actor,
    admin: Actor,
) -> None:
    with clock.at(START - timedelta(days=3)):
        thread(alice, bob, ("mesh",))
        question_id = thread(alice, bob, ("mesh-two",)).question_id
    slug = campaign(tags=("mesh-two",))
    with clock.at(START - timedelta(days=1)), unit_of_work():
        posts.hide(post_or_404(question_id), "off-topic", by=carol)
    with clock.at(START - timedelta(days=1)), unit_of_work():
        mesh = db.session.scalars(select(Tag).where(Tag.name == "mesh")).one()
        tags.add_synonym(mesh, "mesh-two", by=admin)
    with clock.at(NOON):
        answer = thread(alice, bob, ("mesh-two",))
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
    assert scores(slug) == {bob.id: 6}
