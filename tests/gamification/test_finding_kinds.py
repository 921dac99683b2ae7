"""What the kinds of findings do: pairs that the ledger keeps apart, and answers that were copied."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.integrity import scanning
from gamification.integrity.rules import Decision, Kind
from gamification.reputation import pairs
from gamification.reputation.replay import replay
from tests.gamification.cheating import (
    BEGUN,
    breaches,
    decide,
    everything_that_counts,
    found,
    rate_all,
    standing_ratings,
)
from tests.gamification.conftest import Thread, on_both_databases, points_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@on_both_databases
def test_a_pair_at_the_limit_is_cleared_and_counts_again(
    app: "Huzhu", thread: Thread, people: Callable[[int], list[Actor]], carol: Actor
) -> None:
    one, other, asker = people(3)
    with clock.at(BEGUN):
        written = [thread(asker, author) for author in (one, other) for _ in range(5)]
    rate_all(written, [one, other], BEGUN, 30)
    assert [points_of(one), points_of(other)] == [0, 0]
    assert pairs.held_pairs() == {(one.id, other.id): None}
    scanning.scan()
    (finding,) = found()
    assert finding.kind in {Kind.LIMIT, Kind.RECIPROCITY}
    held = everything_that_counts()
    decide(finding.id, Decision.DISMISS, carol)
    assert [points_of(one), points_of(other)] == [50, 50]
    scanning.scan()
    assert len(found()) == 1
    decide(finding.id, Decision.UNDO, carol)
    assert everything_that_counts() == held
    decide(finding.id, Decision.CONFIRM, carol)
    assert standing_ratings() == 0
    decide(finding.id, Decision.UNDO, carol)
    assert everything_that_counts() == held
    assert breaches() == {}
    assert replay().differences == {}


@on_both_databases
def test_copied_answers_are_found_and_their_points_held(
    app: "Huzhu", thread: Thread, people: Callable[[int], list[Actor]], carol: Actor
) -> None:
    asker, author, thief, fan = people(4)
    words = (
        "Both nodes look for a free channel at two in the morning, and each believes that the other has "
        "taken it. Open the settings of the first node, choose a fixed channel for the five gigahertz band, "
        "switch the nightly search off, restart the second node and wait until its lamp is white again."
    )
    first, second = thread(asker, author), thread(asker, thief)
    with unit_of_work():
        for answer, body in ((first, words), (second, f"> As the manual says.\n\n{words}")):
            db.session.get_one(Answer, answer.id).body_markdown = body
    with unit_of_work():
        ratings.rate(db.session.get_one(Answer, second.id), 5, by=fan)
        answers.accept(db.session.get_one(Answer, second.id), by=asker)
    assert points_of(thief) == 25
    scanning.scan()
    (finding,) = found()
    assert (finding.kind, finding.answer_ids, finding.raters) == (Kind.COPIED, [second.id], [thief.id])
    assert points_of(thief) == 0
    decide(finding.id, Decision.CONFIRM, carol)
    assert points_of(thief) == 0
    assert standing_ratings() == 1
    decide(finding.id, Decision.UNDO, carol)
    decide(finding.id, Decision.DISMISS, carol)
    assert points_of(thief) == 25
    scanning.scan()
    assert len(found()) == 1
    assert breaches() == {}
