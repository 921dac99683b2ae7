"""Each line of the ledger says in a sentence what happened, and nothing else."""

import html
import re
from datetime import timedelta

from flask import Flask

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from tests.gamification.conftest import People, Thread

NOW = clock.now().replace(hour=12)


def told(app: Flask, whose: Actor) -> list[tuple[str, str]]:
    """The points and the sentences of their lines, the newest first."""
    db.session.rollback()
    page = " ".join(app.test_client().get(f"/members/{whose.name}/reputation").text.split())
    found = re.findall(r'class="ledger__points[^>]*>([^<]*)</span>\s*<div[^>]*>\s*<p>(.*?)</p>', page)
    return [(points, html.unescape(words).strip()) for points, words in found]


def test_the_asker_accepts_what_another_one_accepted_before(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, dave: Actor
) -> None:
    answer_id = thread(alice, bob).id
    for days, by in ((8, dave), (9, alice)):
        with clock.at(NOW + timedelta(days=days)), unit_of_work():
            answers.accept(db.session.get_one(Answer, answer_id), by=by)
    assert sorted(told(app, bob)) == [
        ("+15", "The asker accepted an answer."),
        ("+8", "An answer was accepted for the asker."),
        ("−8", "An answer is no longer accepted, or the asker accepts it now."),
    ]


def test_what_is_accepted_anew_counts_again(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    answer_id = thread(alice, bob).id
    for deed in (answers.accept, answers.unaccept, answers.accept):
        with unit_of_work():
            deed(db.session.get_one(Answer, answer_id), by=alice)
    assert told(app, bob)[0] == ("+15", "It counts again.")


def test_a_day_that_is_less_above_its_limit(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    one, other = thread(alice, bob).id, thread(alice, bob).id
    for rater in people(11):
        for answer_id in (one, other):
            with clock.at(NOW), unit_of_work():
                ratings.rate(db.session.get_one(Answer, answer_id), 5, by=rater)
    above = ("−10", "Stars and small deeds count up to 200 points a day; this was above.")
    assert told(app, bob).count(above) == 2
    with unit_of_work():
        ratings.withdraw(db.session.get_one(Answer, one), by=people(1)[0])
    lines = told(app, bob)
    assert lines.count(above) == 2
    assert ("+10", "Less of that day is above its limit of 200 points by now.") in lines
