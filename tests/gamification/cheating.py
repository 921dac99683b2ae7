"""A community with a ring in it, made by the deeds themselves, and a look at what must come back after an undo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from community.answers.models import Answer
from community.kernel import checks, clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from community.ratings.models import Rating, RatingTotals
from gamification.integrity import scanning, services
from gamification.integrity.models import IntegrityFinding
from gamification.integrity.rules import Decision, Kind
from gamification.reputation.models import MemberStanding
from tests.gamification.conftest import Thread

WHY = "They told each other which answers to rate."
BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Community:
    """Honest members who rate each other's answers as they come, and four who mostly rate each other."""

    honest: Sequence[Actor]
    ring: Sequence[Actor]

    @property
    def ring_ids(self) -> list[int]:
        return sorted(each.id for each in self.ring)


def rate_all(answers: Sequence[Answer], raters: Sequence[Actor], begun: datetime, hours: float) -> None:
    """Every rater gives each answer of somebody else five stars, one every few hours."""
    moment = begun
    for answer in answers:
        for rater in raters:
            if rater.id == answer.author_id:
                continue
            moment += timedelta(hours=hours)
            with clock.at(moment), unit_of_work():
                ratings.rate(db.session.get_one(Answer, answer.id), 5, by=rater)


def community(thread: Thread, people: Callable[[int], list[Actor]]) -> Community:
    """Ten honest members, of whom everyone rates some of the others, and a ring of four."""
    everyone = people(14)
    honest, ring = everyone[:10], everyone[10:]
    with clock.at(BEGUN - timedelta(days=60)):
        written = [thread(honest[-1 - number], author) for number, author in enumerate(honest[:8])]
        schemed = [thread(honest[0], author) for author in ring for _ in range(3)]
    rate_all(written, honest, BEGUN, 7)
    rate_all(schemed, ring, BEGUN, 5)
    return Community(honest, ring)


def found(kind: Kind | None = None) -> list[IntegrityFinding]:
    """The findings there are, oldest first."""
    query = select(IntegrityFinding).order_by(IntegrityFinding.id)
    if kind is not None:
        query = query.where(IntegrityFinding.kind == kind)
    db.session.rollback()
    return list(db.session.scalars(query))


def the_ring(site: Community) -> int:
    """Scan, and return the finding of the ring."""
    scanning.scan()
    (finding,) = [each for each in found(Kind.RING) if each.members == site.ring_ids]
    return finding.id


def everything_that_counts() -> dict[str, object]:
    """Points of everyone, stars and score of every answer, which ratings stand, and the site's totals."""
    db.session.rollback()
    points = select(MemberStanding.member_id, MemberStanding.points).order_by(MemberStanding.member_id)
    stars = select(Answer.id, Answer.stars_1, Answer.stars_5, Answer.rating_count, Answer.score)
    standing = select(Rating.id, Rating.stars, Rating.updated_at, Rating.withdrawn_at).order_by(Rating.id)
    seen: dict[str, object] = {
        "points": [tuple(row) for row in db.session.execute(points)],
        "stars": [tuple(row) for row in db.session.execute(stars.order_by(Answer.id))],
        "ratings": [tuple(row) for row in db.session.execute(standing)],
        "totals": tuple(db.session.execute(select(RatingTotals.count, RatingTotals.total)).one()),
    }
    db.session.rollback()
    return seen


def standing_ratings() -> int:
    count = db.session.scalar(select(func.count()).select_from(Rating).where(Rating.withdrawn_at.is_(None)))
    db.session.rollback()
    return count or 0


def breaches() -> dict[str, list[str]]:
    """What `huzhu check` would say, where it says anything; the search has no index here."""
    lines = checks.run_all(db.session())
    db.session.rollback()
    return {slug: each for slug, each in lines.items() if each and slug != "search-index"}


def decide(finding_id: int, decision: Decision, by: Actor, *, everything: bool = False) -> None:
    with unit_of_work():
        services.decide(finding_id, decision, by=by, reason=WHY, everything=everything)
