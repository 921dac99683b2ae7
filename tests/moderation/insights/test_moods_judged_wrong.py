"""What staff called wrong does not count as anger, though the case has kept how angry the rule believed it to be."""

from datetime import timedelta

import pytest

from community.kernel.asking import asked
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.escalation.models import Case, Escalation
from moderation.insights import voice
from moderation.insights.rules import Mood
from tests.conftest import both_databases
from tests.moderation.insights.conftest import DAY, HOUR, NOW, Record, angry_message, scope


@both_databases
@pytest.mark.parametrize(("again", "mood"), [(timedelta(0), Mood.CALM), (2 * HOUR, Mood.ANGRY)])
def test_a_message_that_was_judged_is_calm_and_a_later_one_is_not(
    record: Record, alice: Actor, again: timedelta, mood: Mood
) -> None:
    question = record.asked(NOW - DAY, alice, tags=["mesh"])
    need = record.need(question)
    with unit_of_work():
        angry_message(question.id, at=NOW - DAY + again)
        db.session.add(
            Escalation(
                need_id=need.id,
                rule="angry-complaint",
                tier=1,
                score=0.9,
                created_at=NOW - DAY,
                verdict="wrong",
                judged_at=NOW - DAY + HOUR,
            )
        )
    assert [(each.mood, each.count) for each in asked(voice.voice(scope(4))).heard] == [(mood, 1)]


@both_databases
def test_a_question_whose_anger_was_called_wrong_is_calm(record: Record, alice: Actor) -> None:
    """Returned as wrong: the case has the anger of the rule that was mistaken, and of nothing else."""
    question = record.asked(NOW - DAY, alice, tags=["mesh"])
    need = record.need(question)
    with unit_of_work():
        case = Case(
            need_id=need.id,
            question_id=question.id,
            tier=1,
            team="care",
            anger=0.9,
            opened_at=NOW - DAY,
            waiting_since=NOW - DAY,
        )
        db.session.add(case)
        db.session.flush()
        db.session.add(
            Escalation(
                need_id=need.id,
                case_id=case.id,
                rule="angry-complaint",
                tier=1,
                score=0.9,
                created_at=NOW - DAY,
                verdict="wrong",
            )
        )
    found = asked(voice.voice(scope(4)))
    assert [(each.topic, each.mood, each.count) for each in found.heard] == [("mesh", Mood.CALM, 1)]
    assert list(found.quotes) == []
