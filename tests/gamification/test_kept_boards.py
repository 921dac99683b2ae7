"""Boards that are kept say what adding everything up anew would say, in every process, within a minute."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from community.accounts.models import Member
from community.answers import threads
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.models import PostStatus
from community.questions import services as questions
from community.questions.models import Question
from community.ratings import services as ratings
from community.tags import services as tags
from community.tags.models import Tag
from gamification.leaderboards import handlers, ledger, rankings
from gamification.leaderboards.models import BoardMark
from gamification.leaderboards.queries import board
from gamification.leaderboards.rankings import Boards
from gamification.leaderboards.rules import Period
from gamification.leaderboards.tally import Tally
from tests.gamification.conftest import Thread, on_both_databases

NOW = datetime(2026, 5, 14, 12, tzinfo=UTC)
SINCE = date(2026, 5, 1)
TAGS = ["mesh", "wifi", "other"]
Wanted = tuple[date | None, str | None, str]
KEYS: list[Wanted] = [
    (since, tag, lang)
    for since in (None, SINCE)
    for tag in (None, "mesh", "wifi")
    for lang in ("", "en", "zh-Hans")
]
People = Callable[[int], list[Actor]]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every board counts as one that took long to add up."""
    monkeypatch.setattr(rankings, "SLOW_SECONDS", -1.0)
    yield
    monkeypatch.undo()


class Process:
    """The boards of one of several server processes on the same database."""

    def __init__(self, app: Flask) -> None:
        self.app, self.boards = app, Boards()

    def sees(self, key: Wanted) -> list[tuple[int, int]]:
        self.app.extensions["huzhu_boards"] = self.boards
        found = rankings.board(*key)
        self.boards.behind.wait()
        db.session.rollback()
        return found.tally.best(99, ()) if found else []


def true(key: Wanted) -> list[tuple[int, int]]:
    """The board, added up from the whole ledger."""
    since, tag, lang = key
    tag_id = ledger.tag_id_of(tag) if tag else None
    if tag and tag_id is None:
        return []
    points, _seen = ledger.sums(ledger.Subject(since, tag_id, lang))
    db.session.rollback()
    return Tally(points).best(99, ())


class Site:
    """Something that happens here, by chance, the same each time."""

    def __init__(self, thread: Thread, some: list[Actor], moderator: Actor) -> None:
        self.chance, self.thread, self.some, self.moderator = random.Random(11), thread, some, moderator
        self.answers: list[int] = []
        self.deeds = [self.answered, self.rated, self.rated, self.rated, self.retagged, self.hidden]

    def happens(self) -> None:
        db.session.rollback()
        self.chance.choice(self.deeds)()
        db.session.rollback()

    def answered(self) -> None:
        asker, author = self.chance.sample(self.some, 2)
        self.answers.append(self.thread(asker, author, tags=tuple(self.chance.sample(TAGS, 2))).id)

    def some_answer(self) -> Answer:
        return db.session.get_one(Answer, self.chance.choice(self.answers))

    def rated(self) -> None:
        with unit_of_work():
            answer = self.some_answer()
            if not answer.is_visible:
                return
            by = self.chance.choice([each for each in self.some if each.id != answer.author_id])
            ratings.rate(answer, self.chance.randint(1, 5), by=by)

    def retagged(self) -> None:
        with suppress(Invalid), unit_of_work():  # the same tags again are no deed
            tags = self.chance.sample(TAGS, self.chance.randint(1, 2))
            asked = db.session.get_one(Question, self.some_answer().question_id)
            questions.retag(asked, tags, by=self.moderator)

    def hidden(self) -> None:
        with unit_of_work():
            answer = self.some_answer()
            if answer.is_visible:
                posts.hide(answer, "off-topic", by=self.moderator)
            elif answer.status == PostStatus.HIDDEN:
                posts.restore(answer, by=self.moderator)


@on_both_databases
@pytest.mark.usefixtures("slow")
def test_two_processes_follow_whatever_happens(
    app: Flask, thread: Thread, people: People, carol: Actor
) -> None:
    site = Site(thread, people(4), carol)
    often, seldom = Process(app), Process(app)
    with clock.at(NOW):
        for _ in range(4):
            site.answered()
        for step in range(40):
            site.happens()
            for process in (often, seldom)[: 1 + (step % 3 == 0)]:
                for key in site.chance.sample(KEYS, 4):
                    assert process.sees(key) == true(key), (step, key)


@on_both_databases
@pytest.mark.usefixtures("slow")
def test_after_a_merge_or_another_language_boards_are_added_up_anew_behind_the_reader(
    app: Flask, thread: Thread, people: People, carol: Actor
) -> None:
    alice, bob = people(2)
    with clock.at(NOW):
        first = thread(alice, bob, tags=("mesh",))
        second = thread(alice, bob, tags=("wifi",))
        with unit_of_work():
            ratings.rate(db.session.get_one(Answer, first.id), 5, by=alice)
        process, mesh, wifi = Process(app), (None, "mesh", ""), (None, "wifi", "")
        assert process.sees(mesh) == [(bob.id, 10)]
        assert process.sees(wifi) == []
        with unit_of_work():
            threads.merge(
                db.session.get_one(Question, db.session.get_one(Answer, first.id).question_id),
                db.session.get_one(Question, db.session.get_one(Answer, second.id).question_id),
                by=carol,
            )
        for key in (mesh, wifi):
            process.sees(key)  # may still be the one from before; a thread adds it up anew
            assert process.sees(key) == true(key)
        assert process.sees(wifi) == [(bob.id, 10)]
        with unit_of_work():
            editing.edit(
                db.session.get_one(Answer, first.id),
                editing.Words(
                    body="夜里的自动扫描会让节点断开，在设置里把它关掉就好了，我们家就是这样解决的。"
                ),
                by=bob,
            )
        assert db.session.query(BoardMark).filter_by(question_id=None).count() == 2
        db.session.rollback()


@pytest.mark.usefixtures("slow")
def test_a_stale_board_is_served_for_less_than_a_minute(app: Flask, thread: Thread, people: People) -> None:
    alice, bob = people(2)
    with clock.at(NOW):
        answer_id = thread(alice, bob).id
        with unit_of_work():
            ratings.rate(db.session.get_one(Answer, answer_id), 5, by=alice)
        assert board(Period.MONTH).rows[0].points == 10
    kept = next(iter(rankings.boards().kept.values()))
    kept.stale_since = NOW
    with db.engine.begin() as connection:  # as nobody should: lines change without a word
        connection.exec_driver_sql("UPDATE reputation_events SET points = 15")
    with clock.at(NOW + timedelta(seconds=50)):
        assert board(Period.MONTH).rows[0].points == 10
        rankings.boards().behind.wait()
        assert board(Period.MONTH).rows[0].points == 15
    kept = next(iter(rankings.boards().kept.values()))
    kept.stale_since = NOW
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE reputation_events SET points = 17")
    db.session.rollback()
    with clock.at(NOW + timedelta(seconds=56)):
        assert board(Period.MONTH).rows[0].points == 17


@pytest.mark.usefixtures("slow")
def test_who_hides_the_game_vanishes_at_once_and_ranks_follow(
    app: Flask, thread: Thread, people: People
) -> None:
    alice, *some = people(4)
    with clock.at(NOW):
        for person, stars in zip(some, (5, 4, 3), strict=True):
            answer_id = thread(alice, person).id
            with unit_of_work():
                ratings.rate(db.session.get_one(Answer, answer_id), stars, by=alice)
        assert [row.rank for row in board(Period.ALL).rows] == [1, 2, 3]
        with unit_of_work():
            db.session.execute(update(Member).where(Member.id == some[0].id).values(hides_game=True))
        assert [(row.rank, row.member.id) for row in board(Period.ALL).rows] == [
            (1, some[1].id),
            (2, some[2].id),
        ]
    with clock.at(NOW + timedelta(seconds=11)):
        own = board(Period.ALL, limit=1, viewer_id=some[2].id).own
        assert own is not None
        assert own.rank == 2
    db.session.rollback()


def test_old_marks_are_forgotten(app: Flask, thread: Thread, people: People) -> None:
    alice, bob = people(2)
    with clock.at(NOW):
        asked = thread(alice, bob).question_id
        with unit_of_work():
            questions.retag(db.session.get_one(Question, asked), ["wifi"], by=alice)
        handlers.look_at_clock(NOW)
        assert db.session.query(BoardMark).count() == 1
        db.session.rollback()
        handlers.look_at_clock(NOW + timedelta(days=4))
        assert db.session.query(BoardMark).count() == 0
        db.session.rollback()


@on_both_databases
@pytest.mark.usefixtures("slow")
def test_a_tag_that_became_another_name_brings_its_threads_onto_that_board(
    app: Flask, thread: Thread, people: People, carol: Actor
) -> None:
    alice, bob = people(2)
    key: Wanted = (None, "mesh", "")
    with clock.at(NOW):
        thread(alice, bob, tags=("mesh",))
        answer = thread(alice, bob, tags=("mesh-two",))
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
        question_id = answer.question_id
        with unit_of_work():
            posts.hide(db.session.get_one(Question, question_id), "off-topic", by=carol)
        often = Process(app)
        assert often.sees(key) == true(key)
        with unit_of_work():
            mesh = db.session.query(Tag).filter_by(name="mesh").one()
            tags.add_synonym(mesh, "mesh-two", by=carol)
        often.sees(key)  # behind this reader it is added up anew
        assert often.sees(key) == true(key)
