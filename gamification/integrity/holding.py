"""What a finding does to points: the one door from findings to the ledger's rulings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, select

from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.ratings.models import Rating
from gamification.integrity.models import IntegrityFinding
from gamification.integrity.readings import answer, post, rating
from gamification.integrity.rules import Kind
from gamification.reputation import pairs, rulings
from gamification.reputation.models import LedgerRuling, MutualPair
from gamification.reputation.rules import POINTS, POINTS_FOR_STARS, PairRuling, pair_of
from gamification.reputation.rules import Kind as Deed

HELD: Final = "held"  # the reason of a hold; people read "held until somebody has looked"
BETWEEN_TWO: Final = frozenset({Kind.RECIPROCITY, Kind.LIMIT})
GOES_ROUND: Final = frozenset({Kind.RING, Kind.RECIPROCITY})
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of points that a finding concerns; `worth` before the limits of a day."""

    name: str
    member_id: int
    worth: int


def causes_of(finding: IntegrityFinding) -> list[Cause]:
    """What a finding holds: the ratings in question, and acceptances within a ring or of a copied answer."""
    if finding.kind == Kind.LIMIT:
        return []  # the ledger holds all between these two by itself
    found = {each.name: each for each in _ratings(finding)}
    found |= {each.name: each for each in _acceptances(finding)}
    return [found[name] for name in sorted(found)]


def _ratings(finding: IntegrityFinding) -> Iterable[Cause]:
    copied = finding.kind == Kind.COPIED
    column = rating.c.answer_id if copied else rating.c.id
    for some in _portions(finding.answer_ids if copied else finding.rating_ids):
        query = (
            select(rating.c.id, post.c.author_id, rating.c.stars)
            .join(post, post.c.id == rating.c.answer_id)
            .where(column.in_(some), rating.c.withdrawn_at.is_(None), post.c.author_id.is_not(None))
        )
        for id_, author_id, stars in db.session.execute(query):
            if POINTS_FOR_STARS[stars] > 0:  # a loss stays: nobody gains by having cheated
                yield Cause(f"{Deed.RATING}:{id_}", author_id, POINTS_FOR_STARS[stars])


def _acceptances(finding: IntegrityFinding) -> Iterable[Cause]:
    query = (
        select(answer.c.id, post.c.author_id, answer.c.accepted_by_asker)
        .join(post, post.c.id == answer.c.id)
        .where(answer.c.accepted_at.is_not(None), post.c.author_id.is_not(None))
    )
    if finding.kind in GOES_ROUND:
        rated = select(rating.c.answer_id).where(rating.c.id.in_(finding.rating_ids[:AT_ONCE]))
        query = query.where(
            answer.c.id.in_(rated),
            post.c.author_id.in_(finding.members),
            answer.c.accepted_by_id.in_(finding.members),
            answer.c.accepted_by_id != post.c.author_id,
        )
    elif finding.kind == Kind.COPIED:
        query = query.where(answer.c.id.in_(finding.answer_ids))
    else:
        return
    for id_, author_id, by_asker in db.session.execute(query):
        kind = Deed.ACCEPTED if by_asker else Deed.ACCEPTED_BY_OTHER
        yield Cause(f"{Deed.ACCEPTED}:{id_}", author_id, POINTS[kind])


def _portions(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))


def standing_causes(source: str) -> dict[str, int]:
    """The causes, with their members, that a finding has ruled out by now."""
    query = select(LedgerRuling.cause, LedgerRuling.member_id).where(
        LedgerRuling.source == source, LedgerRuling.lifted_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def hold(finding: IntegrityFinding, causes: Mapping[str, int], *, by: Actor | None = None) -> None:
    if causes:
        rulings.hold(causes, source=finding.source, reason=HELD, by=by)


def void(finding: IntegrityFinding, causes: Mapping[str, int], *, by: Actor, reason: str) -> None:
    if causes:
        rulings.void(causes, source=finding.source, reason=reason, by=by)


def release(
    finding: IntegrityFinding, causes: Iterable[str] | None = None, *, by: Actor, reason: str
) -> None:
    """Let causes of a finding count again: all, or those named."""
    rulings.lift(finding.source, reason=reason, by=by, causes=causes)


Said = tuple[int, int, str | None]  # two members, and what a person has said of them


def pairs_within(finding: IntegrityFinding) -> list[Said]:
    """The pairs that the ledger keeps apart and that a decision is about, with what was said of them before."""
    members = set(finding.members)
    if finding.kind in BETWEEN_TWO:
        wanted = [pair_of(*finding.members)]
    elif finding.kind == Kind.RING:
        wanted = [pair for pair in sorted(pairs.held_pairs()) if members.issuperset(pair)]
    else:
        wanted = []
    rows = {pair: db.session.get(MutualPair, pair, populate_existing=True) for pair in wanted}
    return [(*pair, row.ruling if row is not None else None) for pair, row in rows.items()]


def rule_on(said: Iterable[Said], *, by: Actor, reason: str) -> None:
    """Tell the ledger what a person says of pairs; None: the record alone decides again."""
    for one, other, ruling in said:
        if ruling == PairRuling.UPHELD:
            rulings.uphold_pair(one, other, by=by, reason=reason)
        elif ruling == PairRuling.CLEARED:
            rulings.clear_pair(one, other, by=by, reason=reason)
        else:
            rulings.unrule_pair(one, other, by=by)


def ratings_in_question(
    finding: IntegrityFinding, *, everything: bool, standing: bool = True
) -> list[tuple[Answer, Rating]]:
    """The standing ratings that a confirmation withdraws; with `everything`, all that the raters gave.

    Without `standing`, those that are withdrawn by now, too.
    """
    if finding.kind == Kind.COPIED:
        return []
    query = (
        select(Answer, Rating)
        .join(Rating, Rating.answer_id == Answer.id)
        .where(Rating.rater_id.in_(finding.raters))
        .order_by(Answer.question_id, Answer.id, Rating.id)
    )
    if standing:
        query = query.where(Rating.withdrawn_at.is_(None))
    if not everything:
        return _some(query, finding.rating_ids)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _some(query: Select[Answer, Rating], ids: list[int]) -> list[tuple[Answer, Rating]]:
    found = []
    for some in _portions(ids):
        found += [(row[0], row[1]) for row in db.session.execute(query.where(Rating.id.in_(some)))]
    return sorted(found, key=lambda each: (each[0].question_id, each[0].id, each[1].id))
