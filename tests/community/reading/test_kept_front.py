"""The front page is kept for a member's own browser, and never tells them what is no longer so."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from community.answers.models import Answer
from community.front import services as front
from community.front.rules import Choice
from community.kernel import clock, stamps
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.routing.models import Invitation, Need
from community.routing.rules import Stage
from community.tags.models import QuestionTag, Tag
from tests.community.reading.conftest import Thread
from tests.community.reading.test_own_pages import OF_ONE_MAKING, SLOWLY_SEEN, Reader, own_pages
from tests.community.reading.test_profile_statements import statements
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

# Read here besides, and no stamp tells of them at once: each may be a minute old.
SLOWLY_SEEN_HERE = SLOWLY_SEEN | {
    "front_openings",  # what is opened often
    "front_uses",  # which block stands first by itself
    *("edit_suggestions", "ledger_rulings", "mutual_pairs", "told_deeds"),  # how far it is to the next level
}


@pytest.fixture
def gina(app: Flask, thread: Thread, alice: Actor, bob: Actor, member: MakeMember, sign_in: SignIn) -> Reader:
    """A member who asked, and who answered what others asked, with an open question that fits her."""
    actor = actor_of(member("gina"), level=3)
    now = clock.now() - timedelta(days=2)
    thread(alice, actor, at=now)
    thread(actor, bob, at=now)
    waiting = thread(alice, bob, at=now)
    with unit_of_work():
        db.session.delete(db.session.get_one(Answer, waiting.id))
        db.session.get_one(Question, waiting.question_id).answer_count = 0
    found = Reader(actor, sign_in(app.test_client(), actor), ("/",))
    found.looks()
    return found


def hers(gina: Actor) -> Question:
    return db.session.scalars(select(Question).where(Question.author_id == gina.id)).one()


def fitting(gina: Actor) -> Question:
    return db.session.scalars(select(Question).where(Question.answer_count == 0)).one()


def told(gina: Actor) -> None:
    now, question = clock.now(), hers(gina)
    db.session.add(
        Notification(member_id=gina.id, kind="answer", cause="test", question_id=question.id, created_at=now)
    )


def invited(gina: Actor) -> None:
    now = clock.now()
    need = _need(fitting(gina))
    need.stage = Stage.CROWD
    db.session.add(
        Invitation(
            need_id=need.id, member_id=gina.id, ring=1, day=now.date(), slot=1, lang="en", created_at=now
        )
    )


def _need(question: Question) -> Need:
    return db.session.scalars(select(Need).where(Need.question_id == question.id)).one()


def moved_on(gina: Actor) -> None:
    _need(hers(gina)).stage = Stage.TIER_1


def withheld(gina: Actor) -> None:
    db.session.get_one(Post, hers(gina).id).status = PostStatus.HELD


def retagged(gina: Actor) -> None:
    question = fitting(gina)
    other = Tag(name="billing", created_at=clock.now())
    db.session.add(other)
    db.session.flush()
    link = db.session.scalars(select(QuestionTag).where(QuestionTag.question_id == question.id)).one()
    db.session.add(QuestionTag(question_id=question.id, tag_id=other.id, position=1))
    db.session.delete(link)


DEEDS: dict[str, Callable[[Actor], object]] = {
    "her bell": told,
    "her invitation": invited,
    "her passing it over": lambda gina: front.leave(fitting(gina).id, by=gina),
    "her order of blocks": lambda gina: front.choose(Choice(order=("waiting", "own", "needed")), by=gina),
    "her question's stage": moved_on,
    "her question held": withheld,
    "another's tags": retagged,
    "another's title": lambda gina: setattr(fitting(gina), "title", "Said in other words"),
}


@both_databases
def test_a_front_page_of_ones_own_asks_once_and_is_the_same(app: Flask, gina: Reader) -> None:
    gina.looks()
    made = gina.looks()["/"]  # where it asks once whether what was remembered of the board was good
    with statements() as asked:
        again = gina.client.get("/").text
    assert len(asked) == 1
    assert OF_ONE_MAKING.sub("", again) == made
    assert 'id="block-own"' in made
    assert "answered one about mesh" in made


@both_databases
@pytest.mark.parametrize("deed", DEEDS)
def test_what_changed_shows_at_once(app: Flask, gina: Reader, deed: str) -> None:
    before = gina.looks()
    with unit_of_work():
        DEEDS[deed](gina.actor)
    after = gina.looks()
    own_pages(app).clear()
    assert after == gina.looks()
    assert after != before


def test_all_that_the_front_page_reads_is_stamped_or_named_here(app: Flask, gina: Reader) -> None:
    with unit_of_work():
        front.choose(Choice(by_use=True), by=gina.actor)
    with statements() as asked:
        gina.looks()
    read = {name for each in asked for name in re.findall(r"(?:FROM|JOIN) (\w+)", each)}
    unwatched = {each for each in read if not each.startswith("anon_")} - stamps.watched() - SLOWLY_SEEN_HERE
    assert unwatched == set()
