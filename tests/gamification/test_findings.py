"""Findings are kept once, hold points, are decided by a person, and every decision can be taken back exactly."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from community.accounts.models import Member
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.ratings import services as ratings
from community.ratings.models import Rating
from gamification.integrity import queries, scanning, services
from gamification.integrity.keeping import keep
from gamification.integrity.models import IntegrityEntry, IntegrityFinding
from gamification.integrity.rules import Act, Decision, Kind, State, Suspicion
from gamification.reputation.models import LedgerRuling
from gamification.reputation.replay import replay
from moderation.audit import queries as audit
from tests.conftest import MakeMember, actor_of
from tests.gamification.cheating import (
    BEGUN,
    WHY,
    Community,
    breaches,
    community,
    decide,
    everything_that_counts,
    found,
    rate_all,
    standing_ratings,
    the_ring,
)
from tests.gamification.conftest import People, Thread, Threads, on_both_databases, points_of
from tests.gamification.kept import kept
from tests.parallel import at_once

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@pytest.fixture
def site(request: pytest.FixtureRequest, app: "Huzhu", thread: Threads, people: People) -> Community:
    made: Community = kept(request, thread, people, lambda: community(thread, people), "cheating")
    return made


def acts(finding_id: int) -> list[str]:
    query = select(IntegrityEntry.act).where(IntegrityEntry.finding_id == finding_id)
    told = list(db.session.scalars(query.order_by(IntegrityEntry.number)))
    db.session.rollback()
    return told


@on_both_databases
def test_a_ring_is_found_held_confirmed_and_undone_exactly(
    app: "Huzhu", site: Community, carol: Actor
) -> None:
    before = everything_that_counts()
    assert all(points_of(each) > 0 for each in site.ring)
    finding_id = the_ring(site)
    assert [points_of(each) for each in site.ring] == [0, 0, 0, 0]
    held, standing = everything_that_counts(), standing_ratings()
    assert held["stars"] == before["stars"]

    decide(finding_id, Decision.CONFIRM, carol)
    assert [points_of(each) for each in site.ring] == [0, 0, 0, 0]
    assert standing_ratings() == standing - 36
    assert breaches() == {}
    assert replay().differences == {}

    decide(finding_id, Decision.UNDO, carol)
    assert everything_that_counts() == held
    assert breaches() == {}
    assert replay().differences == {}

    decide(finding_id, Decision.DISMISS, carol)
    assert everything_that_counts() == before
    decide(finding_id, Decision.UNDO, carol)
    assert everything_that_counts() == held
    assert breaches() == {}
    assert acts(finding_id) == [
        *(Act.FOUND, Act.HELD, Act.CONFIRMED, Act.WITHDRAWN, Act.UNDONE, Act.RESTORED),
        *(Act.DISMISSED, Act.RELEASED, Act.UNDONE),
    ]


def test_honest_members_are_in_no_finding(site: Community) -> None:
    scanning.scan()
    named = {who for each in found() for who in each.members}
    assert named == set(site.ring_ids)


@on_both_databases
def test_scanning_again_adds_nothing_and_new_evidence_joins_the_open_finding(
    app: "Huzhu", site: Community, thread: Thread
) -> None:
    finding_id = the_ring(site)
    told = acts(finding_id)
    scanning.scan()
    assert [each.id for each in found()] == [finding_id]
    assert acts(finding_id) == told
    rate_all([thread(site.honest[0], site.ring[0])], site.ring, BEGUN + timedelta(days=9), 3)
    scanning.scan()
    (finding,) = found()
    assert len(finding.rating_ids) == 39
    assert acts(finding_id) == [*told, Act.GREW, Act.HELD]
    assert points_of(site.ring[0]) == 0


def test_what_was_dismissed_comes_again_only_with_clearly_more_evidence(
    site: Community, thread: Thread, carol: Actor
) -> None:
    finding_id = the_ring(site)
    decide(finding_id, Decision.DISMISS, carol)
    scanning.scan()
    assert len(found(Kind.RING)) == 1
    rate_all([thread(site.honest[0], site.ring[0])], site.ring, BEGUN + timedelta(days=9), 3)
    scanning.scan()
    assert len(found(Kind.RING)) == 1
    more = [thread(site.honest[1], author) for author in site.ring for _ in range(2)]
    rate_all(more, site.ring, BEGUN + timedelta(days=10), 3)
    scanning.scan()
    again = found(Kind.RING)[-1]
    assert (len(found(Kind.RING)), again.state, again.members) == (2, State.OPEN, site.ring_ids)
    assert [points_of(each) for each in site.ring] == [0, 0, 0, 0]
    assert breaches() == {}


def test_ratings_that_their_raters_took_back_before_are_left_alone_by_an_undo(
    site: Community, carol: Actor
) -> None:
    finding_id = the_ring(site)
    finding = db.session.get_one(IntegrityFinding, finding_id)
    rating = db.session.get_one(Rating, finding.rating_ids[0])
    rater = next(each for each in site.ring if each.id == rating.rater_id)
    with unit_of_work():
        ratings.withdraw(db.session.get_one(Answer, rating.answer_id), by=rater)
    decide(finding_id, Decision.CONFIRM, carol)
    decide(finding_id, Decision.UNDO, carol)
    assert db.session.get_one(Rating, rating.id, populate_existing=True).withdrawn_at is not None
    assert breaches() == {}
    with unit_of_work():
        ratings.rate(db.session.get_one(Answer, rating.answer_id), 5, by=rater)  # and may be given again


def test_all_other_ratings_of_the_raters_go_only_when_asked_for(
    site: Community, thread: Thread, carol: Actor
) -> None:
    honest_answer = thread(site.honest[1], site.honest[2])
    rate_all([honest_answer], site.ring[:1], BEGUN, 1)
    finding_id, standing = the_ring(site), standing_ratings()
    decide(finding_id, Decision.CONFIRM, carol, everything=True)
    assert standing_ratings() == standing - 37
    decide(finding_id, Decision.UNDO, carol)
    assert standing_ratings() == standing
    assert breaches() == {}


@on_both_databases
def test_of_two_moderators_at_once_one_decides_and_the_other_is_told(
    app: "Huzhu", site: Community, member: MakeMember
) -> None:
    finding_id = the_ring(site)
    judges = [actor_of(member(name, role=Role.MODERATOR)) for name in ("carla", "marek")]

    def judge(by: Actor, decision: Decision) -> Callable[[], str]:
        return lambda: (decide(finding_id, decision, by), "decided")[1]

    told = at_once(app, [judge(judges[0], Decision.CONFIRM), judge(judges[1], Decision.DISMISS)])
    assert sorted(type(each).__name__ for each in told) == ["Conflict", "str"]
    refused = next(each for each in told if isinstance(each, DomainError))
    assert refused.params["name"] in {"Carla", "Marek"}
    assert sum(act in {Act.CONFIRMED, Act.DISMISSED} for act in acts(finding_id)) == 1
    assert breaches() == {}


def test_who_decides_is_a_moderator_who_is_not_named(site: Community, carol: Actor, dave: Actor) -> None:
    finding_id = the_ring(site)
    with unit_of_work():
        db.session.execute(update(Member).where(Member.id == site.ring[0].id).values(role=Role.MODERATOR))
    named = replace(site.ring[0], role=Role.MODERATOR)
    for someone in (named, dave, site.honest[0]):
        with pytest.raises(NotAllowed):
            decide(finding_id, Decision.DISMISS, someone)
    assert found()[0].state == State.OPEN


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_decision_needs_a_reason_of_a_sentence(site: Community, carol: Actor, reason: str) -> None:
    finding_id = the_ring(site)
    with pytest.raises(Invalid), unit_of_work():
        services.decide(finding_id, Decision.CONFIRM, by=carol, reason=reason)
    assert found()[0].state == State.OPEN


def test_what_was_not_decided_cannot_be_undone_and_what_is_not_there_is_not_found(
    site: Community, carol: Actor
) -> None:
    finding_id = the_ring(site)
    with pytest.raises(Conflict):
        decide(finding_id, Decision.UNDO, carol)
    with pytest.raises(NotFound):
        decide(finding_id + 99, Decision.CONFIRM, carol)


def test_a_decision_is_logged_and_those_concerned_are_told(site: Community, carol: Actor) -> None:
    finding_id = the_ring(site)
    decide(finding_id, Decision.CONFIRM, carol)
    (act,) = audit.acts_on(f"finding:{finding_id}")
    assert (act.act, act.by_id, act.reason) == ("integrity-confirmed", carol.id, WHY)
    told = select(Notification.member_id).where(Notification.kind == "integrity-confirmed")
    assert set(db.session.scalars(told)) == set(site.ring_ids)


def test_two_scans_that_see_the_same_at_once_keep_one_finding(app: "Huzhu", site: Community) -> None:
    seen = Suspicion(
        kind=Kind.BURST,
        members=frozenset(site.ring_ids[:2]),
        raters=frozenset(site.ring_ids[:1]),
        score=9.0,
        seen=3,
        expected=0.2,
        rating_ids=(1, 2, 3),
        facts={"author": site.ring_ids[1]},
    )

    def scan() -> int:
        with unit_of_work():
            finding = keep(seen)
            return finding.id if finding else 0

    made = at_once(app, [scan, scan, scan])
    assert len(set(made)) == len(found()) == 1
    assert acts(found()[0].id).count(Act.FOUND) == 1


def test_the_check_tells_of_holds_that_disagree_and_of_gaps(site: Community) -> None:
    finding_id = the_ring(site)
    with unit_of_work():
        db.session.execute(update(LedgerRuling).values(kind="void"))
        db.session.execute(update(IntegrityEntry).where(IntegrityEntry.number == 2).values(number=7))
    said = breaches()
    assert said["findings"] == [f"finding:{finding_id} is open, and has causes that are void"]
    assert said["findings-journal"] == [f"the journal of finding {finding_id} has a gap"]


def test_the_list_filters_and_survives_what_is_no_filter(site: Community) -> None:
    finding_id = the_ring(site)
    assert [each.id for each in queries.findings("ring", "waiting", 1).items] == [finding_id]
    assert queries.findings("burst", "waiting", 1).items == []
    assert queries.findings("", "confirmed", 1).items == []
    assert [each.id for each in queries.findings("'", "nonsense", 999).items] == [finding_id]
