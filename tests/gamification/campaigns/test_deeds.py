"""Every metric is read from the record: who did it, who gave it, when, in which scope; own threads give nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.models import Post
from community.posts.queries import suggestion_or_404
from community.questions import services as questions
from community.questions.models import Question
from community.ratings import services as ratings
from community.tags import queries as tags
from gamification.campaigns.catalogue import COUNTED
from gamification.campaigns.deeds import deeds
from gamification.campaigns.rules import Metric
from gamification.campaigns.rulings import counting
from gamification.campaigns.scopes import Scope
from gamification.campaigns.scoring import Deed
from gamification.reputation import rulings, services
from gamification.reputation.rules import Kind
from tests.gamification.conftest import Thread, on_both_databases

NOW = datetime(2026, 5, 14, 12, tzinfo=UTC)
ALL = dict.fromkeys(Metric, 1)


def done(scope: Scope | None = None, weights: dict[Metric, int] | None = None) -> list[Deed]:
    found = list(
        counting(deeds(weights or ALL, scope or Scope(NOW - timedelta(days=1), NOW + timedelta(days=1))))
    )
    db.session.rollback()
    return found


def told() -> dict[tuple[Metric, int, int | None, int], int]:
    """How often each (metric, member, giver, units) is there, own threads left out."""
    found = [deed for deed in done() if not deed.own_thread]
    return dict(Counter((deed.metric, deed.member_id, deed.giver_id, deed.units) for deed in found))


def in_unit(deed: Callable[[], object]) -> None:
    with unit_of_work():
        deed()
    db.session.rollback()


def asked_of(answer: Answer) -> Question:
    return db.session.get_one(Question, answer.question_id)


@on_both_databases
def test_each_deed_is_found_with_who_gave_it(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    with clock.at(NOW):
        answer = thread(alice, bob)
        answer_id, question_id = answer.id, answer.question_id
        in_unit(lambda: ratings.rate(db.session.get_one(Answer, answer_id), 5, by=alice))
        in_unit(lambda: ratings.rate(db.session.get_one(Answer, answer_id), 3, by=dave))
        in_unit(lambda: ratings.rate(db.session.get_one(Answer, answer_id), 4, by=carol))
        in_unit(lambda: answers.accept(db.session.get_one(Answer, answer_id), by=alice))
        in_unit(lambda: answers.thank(db.session.get_one(Answer, answer_id), by=dave))
        in_unit(lambda: services.keep_told(Kind.FLAG, "7", alice.id, answer_id, counts=True))
        in_unit(lambda: services.keep_told(Kind.FLAG, "8", carol.id, answer_id, counts=True))
        in_unit(lambda: services.keep_told(Kind.FLAG, "9", carol.id, question_id, counts=False))
    assert told() == {
        (Metric.STARS, bob.id, alice.id, 2): 1,
        (Metric.STARS, bob.id, carol.id, 1): 1,
        (Metric.ACCEPTED, bob.id, alice.id, 1): 1,
        (Metric.PEOPLE_HELPED, bob.id, alice.id, 1): 2,  # by stars and by accepting; counts once
        (Metric.QUICK_ANSWERS, bob.id, alice.id, 1): 1,
        (Metric.THANKS, bob.id, dave.id, 1): 1,
        (Metric.FLAGS, carol.id, None, 1): 1,
        (Metric.QUESTIONS, alice.id, bob.id, 1): 1,
    }
    assert len({deed.once for deed in done() if deed.metric is Metric.PEOPLE_HELPED}) == 1


@on_both_databases
def test_first_answers_to_what_waited(app: Flask, alice: Actor, bob: Actor, carol: Actor) -> None:
    with clock.at(NOW - timedelta(hours=3)), unit_of_work():
        question_id = questions.ask(
            "Why does the mesh drop at night?",
            "Since Tuesday both nodes lose each other at two.",
            ["mesh"],
            by=alice,
        ).id
    words = "The nightly scan does it; switch it off in the settings of the first node."
    for moment, by in ((NOW, bob), (NOW + timedelta(minutes=1), carol)):
        with clock.at(moment):
            in_unit(
                lambda by=by: answers.answer(
                    db.session.get_one(Question, question_id), words + by.name, by=by
                )
            )
    assert [(deed.metric, deed.member_id) for deed in done()] == [(Metric.FIRST_ANSWERS, bob.id)]
    first = db.session.query(Answer).order_by(Answer.id).first()
    assert first is not None
    first_id = first.id
    with clock.at(NOW):
        in_unit(lambda: ratings.rate(db.session.get_one(Answer, first_id), 1, by=alice))
    assert done() == []


@on_both_databases
def test_approved_edits(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor, people: Callable[[int], list[Actor]]
) -> None:
    (helper,) = people(1)
    with clock.at(NOW):
        answer_id = thread(alice, bob).id
        made: list[int] = []
        for by in (helper, alice):
            words = editing.Words(
                body=f"The nightly scan does it, says {by.name}; switch it off in the settings.",
                comment="shorter",
            )
            in_unit(
                lambda by=by, words=words: made.append(
                    editing.suggest(db.session.get_one(Post, answer_id), words, by=by).id
                )
            )
            in_unit(lambda: editing.decide(suggestion_or_404(made[-1]), approve=True, by=carol))
    found = [deed for deed in done() if deed.metric is Metric.EDITS]
    assert [(deed.member_id, deed.giver_id, deed.own_thread) for deed in found] == [
        (helper.id, carol.id, False),
        (alice.id, carol.id, True),
    ]


@on_both_databases
def test_the_scope_is_dates_tags_language_and_product(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    with clock.at(NOW):
        answer_id = thread(alice, bob, tags=("mesh",)).id
        in_unit(lambda: ratings.rate(db.session.get_one(Answer, answer_id), 5, by=alice))
        with unit_of_work():
            asked_of(db.session.get_one(Answer, answer_id)).product = "Nest 3"
        mesh = tags.tag_or_404("mesh").id
    since, until = NOW - timedelta(days=1), NOW + timedelta(days=1)
    assert done(Scope(since, until, (mesh,), "en", "nest 3"))
    for scope in (
        Scope(since, NOW),
        Scope(NOW + timedelta(seconds=1), until),
        Scope(since, until, (mesh + 1_000,)),
        Scope(since, until, (), "zh-Hans"),
        Scope(since, until, (), "", "Nest 4"),
    ):
        assert done(scope) == []


def test_what_was_withdrawn_hidden_or_ruled_out_counts_for_nothing(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with clock.at(NOW):
        ids = [thread(alice, bob).id for _ in range(3)]
        for answer_id in ids:
            in_unit(
                lambda answer_id=answer_id: ratings.rate(db.session.get_one(Answer, answer_id), 5, by=alice)
            )
        only = {Metric.STARS: 1}
        assert len(done(weights=only)) == 3
        in_unit(lambda: posts.hide(db.session.get_one(Post, ids[0]), "off-topic", by=carol))
        assert len(done(weights=only)) == 2
        in_unit(lambda: ratings.withdraw(db.session.get_one(Answer, ids[1]), by=alice))
        left = done(weights=only)
        assert len(left) == 1
        cause = f"rating:{left[0].key}"
        in_unit(lambda: rulings.void({cause: bob.id}, source="admin", reason="bought stars", by=carol))
    assert done(weights=only) == []


def test_deeds_without_a_weight_are_not_read(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    with clock.at(NOW):
        answer_id = thread(alice, bob).id
        in_unit(lambda: ratings.rate(db.session.get_one(Answer, answer_id), 5, by=alice))
    assert done(weights={Metric.STARS: 0, Metric.FLAGS: 1}) == []


@pytest.mark.parametrize("metric", list(Metric))
def test_every_metric_has_words(app: Flask, metric: Metric) -> None:
    assert COUNTED[metric].title
    assert COUNTED[metric].rule
