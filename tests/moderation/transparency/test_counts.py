"""The public counts: true before and after they were added up, cheap, and silent about single people."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from moderation.audit import services as audit
from moderation.review import claiming, undoing
from moderation.review import services as review
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision
from moderation.review.services import Opinion
from moderation.transparency import facts, queries, services
from moderation.transparency.models import PublicDay, PublicFact
from tests.conftest import both_databases
from tests.parallel import at_once

BODY = "It has done so since the last update, and I have restarted both nodes and the modem twice already."


def act(name: str, by: Actor | None, subject: str = "post:1", times: int = 1) -> None:
    with unit_of_work():
        for _ in range(times):
            audit.record(name, subject, by=by)


@both_databases
def test_adding_up_changes_no_count(app: Flask, carol: Actor, alice: Actor) -> None:
    act("review-approve", carol, times=3)
    with unit_of_work():
        questions.ask("Why does the mesh drop every night at two?", BODY, ["mesh"], by=alice)
    before = facts.of_period(30).counts
    services.add_up()
    assert db.session.query(PublicFact).count() == 0
    assert facts.of_period(30).counts == before
    act("review-approve", carol)
    assert facts.of_period(30).of("act:review-approve") == 4
    services.add_up()
    services.add_up()
    assert facts.of_period(30).of("act:review-approve") == 4
    assert queries.breaches(db.session()) == []


@both_databases
def test_adding_up_at_the_same_time_counts_once(app: Flask, carol: Actor) -> None:
    act("post-hidden", carol, times=40)
    at_once(app, [services.add_up for _ in range(8)])
    assert facts.of_period(30).of("act:post-hidden") == 40
    assert queries.breaches(db.session()) == []


def test_a_changed_count_is_a_breach(app: Flask, carol: Actor) -> None:
    act("post-hidden", carol)
    services.add_up()
    with unit_of_work():
        db.session.query(PublicDay).one().counts = {"act:post-hidden": 7}
    assert len(queries.breaches(db.session())) == 1


def test_a_review_tells_how_long_it_took_and_who_decided(app: Flask, carol: Actor, alice: Actor) -> None:
    began = clock.now()
    with clock.at(began), unit_of_work():
        question = questions.ask("Why does the mesh drop every night at two?", BODY, ["mesh"], by=alice)
        number = question.id
    with clock.at(began + timedelta(hours=3)):
        with unit_of_work():
            item = db.session.query(ReviewItem).filter_by(post_id=number).one()
            claiming.claim(item.id, by=carol)
            review.decide(item.id, Opinion(Decision.APPROVE), by=carol)
        found = facts.of_period(30)
    assert found.of("by:team") == 1
    assert found.review.median == pytest.approx(3 * 3600, rel=0.05)


@both_databases
def test_what_was_taken_back_a_moment_later_was_decided_by_nobody(
    app: Flask, carol: Actor, alice: Actor
) -> None:
    with unit_of_work():
        number = questions.ask("Why does the mesh drop every night at two?", BODY, ["mesh"], by=alice).id
    item_id = db.session.query(ReviewItem).filter_by(post_id=number).one().id
    for step in (
        lambda: claiming.claim(item_id, by=carol),
        lambda: review.decide(item_id, Opinion(Decision.SPAM), by=carol),
        lambda: undoing.undo(item_id, by=carol),
        lambda: review.decide(item_id, Opinion(Decision.APPROVE), by=carol),
    ):
        with unit_of_work():
            step()
    act("review-taken-over", carol)
    for _time in range(2):
        found = facts.of_period(30)
        assert (found.of("by:team"), found.refused, found.removed) == (1, 0, 0)
        services.add_up()
    assert queries.breaches(db.session()) == []


def test_an_appeal_waits_from_being_made_to_being_decided(app: Flask, carol: Actor, alice: Actor) -> None:
    began = clock.now()
    with clock.at(began):
        act("appeal-opened", alice, "appeal:1")
    with clock.at(began + timedelta(hours=20)):
        act("appeal-granted", carol, "appeal:1")
        assert facts.of_period(30).appeal.median == pytest.approx(20 * 3600, rel=0.05)


def test_what_could_name_somebody_is_told_from_five_on(client: FlaskClient, carol: Actor) -> None:
    act("sanction-suspend", carol, times=4)
    act("private-data-revealed", carol, times=5)
    told = client.get("/api/v1/transparency?days=30").json
    assert told is not None
    assert told["acts"] == {"private-data-revealed": 5, "sanction-suspend": None}
    assert "fewer than 5" in client.get("/transparency?days=30").text
    assert ",<5" in client.get("/transparency.csv?days=30").text


@pytest.mark.parametrize("days", ["30", "90", "365", "7", "x", "-1", "9999999999999999999"])
def test_any_period_in_the_address_gives_a_page(client: FlaskClient, app: Flask, days: str) -> None:
    assert client.get(f"/transparency?days={days}").status_code == 200


@both_databases
def test_the_page_takes_few_statements_however_much_was_done(app: Flask, carol: Actor) -> None:
    today = clock.now().date()
    with unit_of_work():
        db.session.add_all(
            PublicDay(day=today - timedelta(days=ago), counts={f"act:{n}": 9 for n in range(40)})
            for ago in range(365)
        )
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    page = app.test_client().get("/transparency?days=365")
    assert page.status_code == 200
    assert len([each for each in seen if each.lstrip().upper().startswith("SELECT")]) <= 8


def test_posts_that_were_taken_away_are_counted_from_what_is_logged(carol: Actor) -> None:
    for name in ("review-refuse", "review-spam", "post-hidden", "post-deleted", "post-restored"):
        act(name, carol, times=2)
    assert facts.of_period(30).removed == 8
