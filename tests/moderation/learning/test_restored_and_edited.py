"""What was given back on appeal was fine, whatever its author does with it afterwards."""

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
from moderation.learning import queries
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.appeals.deeds import GRANT, appeal, decide, removal


@pytest.fixture
def given_back(alice: Actor, bob: Actor, carol: Actor, member: MakeMember) -> int:
    """A question of Alice's that Carol took for advertising, and that another moderator gave back."""
    post_id, sanction_id = removal(alice, carol)
    assert [each.reason for each in queries.outcomes()] == ["spam"]
    made = appeal(sanction_id, alice)
    assert decide(made, GRANT, actor_of(member("mona", role="moderator"))) == "granted"
    db.session.expire_all()
    assert [each.reason for each in queries.outcomes()] == [None]
    return post_id


@both_databases
def test_a_word_mended_after_an_appeal_makes_it_no_advertising_again(
    app: Flask, alice: Actor, given_back: int
) -> None:
    later = clock.now() + timedelta(hours=1)
    with clock.at(later), unit_of_work():
        question = db.session.get_one(Question, given_back)
        questions.edit(
            question,
            title=question.title,
            body=f"{question.body_markdown} Both run the newest firmware.",
            tag_names=["mesh"],
            by=alice,
        )
    db.session.expire_all()
    assert db.session.get_one(Post, given_back).status == "published"
    assert [each.reason for each in queries.outcomes()] == [None]


@both_databases
def test_deleting_it_after_an_appeal_makes_it_no_advertising_again(
    app: Flask, alice: Actor, given_back: int
) -> None:
    with unit_of_work():
        posts.delete(db.session.get_one(Post, given_back), by=alice)
    assert [each.reason for each in queries.outcomes()] == [None]
