"""Stars that a decision about abuse took back: they stay away, and are given back once when it is undone."""

from collections.abc import Iterable
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from community.ratings.models import Rating, RatingTotals
from gamification.integrity import services
from gamification.integrity.keeping import keep
from gamification.integrity.models import IntegrityFinding
from gamification.integrity.rules import Decision, Kind, Suspicion
from tests.gamification.cheating import WHY, Community, breaches, community, standing_ratings, the_ring
from tests.gamification.conftest import People, Threads, on_both_databases
from tests.gamification.kept import kept


@pytest.fixture
def site(request: pytest.FixtureRequest, thread: Threads, people: People) -> Community:
    made: Community = kept(request, thread, people, lambda: community(thread, people), "cheating")
    return made


def decide(finding_id: int, decision: Decision, by: Actor) -> None:
    with unit_of_work():
        services.decide(finding_id, decision, by=by, reason=WHY)


def withdrawn_of(someone: Actor) -> Rating:
    query = select(Rating).where(Rating.rater_id == someone.id, Rating.withdrawn_at.is_not(None))
    return db.session.scalars(query.order_by(Rating.id)).first()  # type: ignore[return-value]


@on_both_databases
def test_who_was_found_to_cheat_cannot_give_the_same_stars_again(site: Community, carol: Actor) -> None:
    finding_id = the_ring(site)
    decide(finding_id, Decision.CONFIRM, carol)
    standing = standing_ratings()
    for rater in site.ring:
        answer = db.session.get_one(Answer, withdrawn_of(rater).answer_id)
        with suppress(DomainError), unit_of_work():  # however it is refused
            ratings.rate(answer, 5, by=rater)
    assert standing_ratings() == standing
    decide(finding_id, Decision.UNDO, carol)
    with unit_of_work():
        assert ratings.rate(answer, 2, by=rater).stars == 2  # who was cleared rates as everybody does
    assert breaches() == {}


@on_both_databases
def test_stars_given_again_while_an_undo_waits_for_the_thread_count_once(
    site: Community, carol: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding_id = the_ring(site)
    decide(finding_id, Decision.CONFIRM, carol)
    rater = site.ring[0]
    answer_id = withdrawn_of(rater).answer_id
    lock_all = ratings.lock_all

    def faster(pairs: Iterable[tuple[Answer, Rating]]) -> None:
        """Another request was faster: the lock of the thread is only had once that one is over."""
        with suppress(DomainError):
            ratings.rate(db.session.get_one(Answer, answer_id), 4, by=rater)
        lock_all(pairs)

    monkeypatch.setattr(ratings, "lock_all", faster)
    decide(finding_id, Decision.UNDO, carol)
    true = select(func.count(), func.sum(Rating.stars)).where(Rating.withdrawn_at.is_(None))
    count, total = db.session.execute(true).one()
    kept = db.session.get_one(RatingTotals, 1, populate_existing=True)
    assert (kept.count, kept.total) == (count, total)


@on_both_databases
def test_an_undone_decision_gives_no_stars_back_that_another_one_took(site: Community, carol: Actor) -> None:
    first = the_ring(site)
    with unit_of_work():
        known = db.session.get_one(IntegrityFinding, first)
        suspicion = Suspicion(
            kind=Kind.BURST,
            members=frozenset(known.members),
            raters=frozenset(known.raters),
            score=9.0,
            seen=len(known.rating_ids),
            expected=1.0,
            rating_ids=tuple(known.rating_ids),
        )
        second = keep(suspicion).id  # type: ignore[union-attr]
    decide(first, Decision.CONFIRM, carol)
    decide(second, Decision.CONFIRM, carol)
    standing = standing_ratings()
    decide(first, Decision.UNDO, carol)
    assert standing_ratings() == standing
    decide(second, Decision.UNDO, carol)
    assert standing_ratings() > standing
    assert breaches() == {}
