"""Each need is credited once, for whoever helped in the end; visits that needed no question count as self-service."""

import csv
import io
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from community.answers import services as answers
from community.answers import threads
from community.answers.queries import answer_or_404
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import queries as questions
from community.routing import queries as routing
from community.routing.models import Need, SelfHelp
from moderation.escalation import working
from moderation.escalation.models import Case
from moderation.resolutions import queries, rules
from tests.conftest import SignIn, both_databases
from tests.moderation.escalation.conftest import ANGRY_EN, CALM, Ask, ask

__all__ = ["ask"]
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@given(
    st.integers(1, 3_650),
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from([*rules.CREDITS, "?"]), st.integers(1, 9))),
)
def test_nothing_is_lost_between_the_periods(days: int, counted: list[tuple[int, str, int]]) -> None:
    begins = rules.starts(NOW, days)
    assert begins[0] == NOW - timedelta(days=days)
    assert list(begins) == sorted(begins)
    found = rules.filled(begins, counted)
    assert sum(rules.together(found).values()) == sum(count for _place, _credit, count in counted)
    for period in found:
        assert abs(sum(period.share(credit) for credit in rules.CREDITS) - bool(period.total)) < 1e-9


@both_databases
def test_each_need_is_credited_once_also_after_it_was_opened_again(
    app: Flask, ask: Ask, alice: Actor, bob: Actor, dave: Actor
) -> None:
    question, angry = ask(CALM), ask(ANGRY_EN)
    twin = ask((f"{CALM[0]} Again", f"{CALM[1]} Really."), by=bob)
    with unit_of_work():
        given_answer = answers.answer(questions.question_or_404(question.id), "Tap the pencil there.", by=bob)
        answers.accept(given_answer, by=alice)
    with unit_of_work():
        answers.unaccept(answer_or_404(given_answer.id), by=alice)
    assert queries.since(clock.now() - timedelta(days=1)) == {}
    with unit_of_work():
        answers.accept(answer_or_404(given_answer.id), by=alice)
        threads.merge(questions.question_or_404(twin.id), questions.question_or_404(question.id), by=dave)
        case = db.session.query(Case).filter_by(question_id=angry.id).one()
        working.resolve(case.id, "Sent a new one", by=dave)
    assert queries.since(clock.now() - timedelta(days=1)) == {"crowd": 2, "tier-1": 1}
    assert routing.broken_credits(db.session()) == []
    db.session.query(Need).filter_by(question_id=question.id).update({"resolved_by": None})
    assert len(routing.broken_credits(db.session())) == 1
    db.session.rollback()


def test_who_was_helped_is_not_followed_from_day_to_day(client: FlaskClient, ask: Ask) -> None:
    """One mark for ever told how often an address came, and in which threads it found help."""
    question = ask(CALM)
    for days in (0, 1):
        with clock.at(clock.now() + timedelta(days=days)):
            client.post(f"/questions/{question.id}/helped")
    assert len({each.visitor for each in db.session.query(SelfHelp)}) == 2


def test_a_suggestion_that_solved_it_counts_once_a_visitor_and_day(
    client: FlaskClient, ask: Ask, bob: Actor, dave: Actor, sign_in: SignIn
) -> None:
    question = ask(CALM)
    for _ in range(2):
        assert client.post(f"/questions/{question.id}/helped").status_code == 303
    sign_in(client, bob)
    client.post(f"/questions/{question.id}/helped")
    assert db.session.query(SelfHelp).count() == 2
    assert {each.visitor for each in db.session.query(SelfHelp)}.isdisjoint({"", "127.0.0.1", str(bob.id)})
    assert queries.since(clock.now() - timedelta(days=1)) == {"self-service": 2}
    sign_in(client, dave)
    page = client.get("/desk/resolutions?days=30")
    assert "100% were helped without the team" in page.text
    rows = list(csv.reader(io.StringIO(client.get("/desk/resolutions.csv").text)))
    assert rows[0] == ["from", *rules.CREDITS, "total"]
    assert sum(int(row[-1]) for row in rows[1:]) == 2
    assert client.get("/api/v1/resolutions").status_code in {401, 403}


def test_the_suggestions_offer_to_say_so(client: FlaskClient, ask: Ask, bob: Actor, sign_in: SignIn) -> None:
    question = ask(CALM)
    sign_in(client, bob)
    offer = f'formaction="/questions/{question.id}/helped"'
    before = client.get("/search/suggestions", query_string={"title": CALM[0]}).text
    assert f"/questions/{question.id}" in before
    assert offer not in before  # nothing there that could have helped
    with unit_of_work():
        answers.answer(questions.question_or_404(question.id), "Tap the pencil there.", by=bob)
    assert offer in client.get("/search/suggestions", query_string={"title": CALM[0]}).text
    assert 'id="self-help"' in client.get("/ask").text
