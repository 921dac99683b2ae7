"""At the edges of weeks and of now: every question is counted once, in the week in which it was asked."""

from datetime import timedelta

from community.kernel.asking import asked
from community.kernel.policy import Actor
from moderation.insights import outcomes, voice, waits
from tests.conftest import both_databases
from tests.moderation.insights.conftest import NOW, WEEK, Record, scope

MOMENT = timedelta(milliseconds=200)


@both_databases
def test_a_question_of_this_moment_waits_as_any_other(record: Record, alice: Actor) -> None:
    record.asked(NOW - MOMENT, alice)
    assert [each.unanswered for each in asked(waits.waits(scope(4)))] == [0, 0, 0, 1]


@both_databases
def test_a_question_from_just_before_the_edge_belongs_to_the_week_before(
    record: Record, alice: Actor
) -> None:
    record.asked(NOW - WEEK - MOMENT, alice)
    assert [each.unanswered for each in asked(waits.waits(scope(4)))] == [0, 0, 1, 0]
    assert sum(each.resolved.total for each in asked(outcomes.outcomes(scope(4)))) <= 1
    assert [each.week for each in asked(voice.voice(scope(4))).heard] == [2]


@both_databases
def test_a_question_from_the_edge_itself_belongs_to_the_week_that_begins_there(
    record: Record, alice: Actor
) -> None:
    for back in range(1, 5):
        record.asked(NOW - back * WEEK, alice)
    assert [each.unanswered for each in asked(waits.waits(scope(4)))] == [1, 1, 1, 1]
