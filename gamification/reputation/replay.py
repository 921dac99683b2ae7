"""Settles everyone from the record: after an import, and to prove that the ledger needs nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select

from community.kernel import statistics
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from gamification.reputation import pairs, queries, services
from gamification.reputation.deeds import Scope
from gamification.reputation.models import MemberStanding, ReputationEvent
from gamification.reputation.portions import portions

LEARNED_AFTER: Final = frozenset({1, 10, 100, 1_000, 10_000})  # portions


@dataclass
class Replayed:
    """What a replay saw. `differences` maps members to what their points were and are by the record.

    `stale` are the portions whose ledger lacks something, and `pairs` says whether the pairs do.
    """

    members: int = 0
    causes: int = 0
    lines: int = 0
    differences: dict[int, tuple[int, int]] = field(default_factory=dict)
    stale: list[Scope] = field(default_factory=list)
    pairs: bool = False
    broken: list[str] = field(default_factory=list)  # causes whose lines are not numbered one by one


Track = Callable[[Sequence[Scope]], Iterable[Scope]]


def replay(track: Track = iter) -> Replayed:
    """Compare every ledger with the record, then set right what differs: all of it, or nothing.

    Looking locks a portion of the members at a time; only what differs is written, in one transaction.
    """
    report = survey(track)
    set_right(report)
    return report


def survey(track: Track = iter) -> Replayed:
    """What a replay would set right; changes nothing."""
    report = Replayed()
    with unit_of_work():
        report.pairs = pairs.kept_pairs() != pairs.true_pairs().keys()
        report.broken = queries.broken_sequences()
    deltas: Counter[int] = Counter()
    for scope in track(portions()):
        with unit_of_work():
            _look(scope, report, deltas)
    return report


def set_right(report: Replayed) -> None:
    """Write what `report` found missing, as the record says it now."""
    if not (report.stale or report.differences or report.pairs or report.broken):
        return
    with unit_of_work():
        for cause in report.broken:
            services.number_anew(cause)
        if report.pairs:
            pairs.make_true(pairs.true_pairs())
        for scope in portions() if report.pairs else report.stale:
            _settle(scope)
        for member_id in sorted(report.differences):
            services.lock(member_id)
            services.set_total(member_id, queries.sums(member_id, member_id).get(member_id, 0))


def settle_everyone() -> None:
    """Settle the whole record, as after an import: a portion a transaction, unless one is open already."""
    with unit_of_work():
        pairs.make_true(pairs.true_pairs())
    for number, scope in enumerate(portions(), 1):
        with unit_of_work():
            _settle(scope)
            if number in LEARNED_AFTER:  # else each portion would be looked for in all that came before it
                statistics.learn_within(ReputationEvent.__tablename__, MemberStanding.__tablename__)


def _settle(scope: Scope) -> None:
    services.lock_range(*scope.members)
    lines, _causes = services.unsettled(scope)
    services.ensure_rows(line.member_id for line in lines)
    services.append(lines)


def _look(scope: Scope, report: Replayed, deltas: Counter[int]) -> None:
    services.lock_range(*scope.members)
    lines, causes = services.unsettled(scope)
    report.causes += causes
    report.lines += len(lines)
    for line in lines:
        deltas[line.member_id] += line.points
    if lines:
        report.stale.append(scope)
    _compare_totals(scope, report, deltas)


def _compare_totals(scope: Scope, report: Replayed, deltas: Counter[int]) -> None:
    """Members whose total is not what their ledger will add up to, or whose lines change."""
    first, last = scope.members
    query = select(MemberStanding.member_id, MemberStanding.points)
    kept = {
        row[0]: row[1]
        for row in db.session.execute(query.where(MemberStanding.member_id.between(first, last)))
    }
    sums = queries.sums(first, last)
    for member_id in kept.keys() | sums.keys() | {id_ for id_ in deltas if first <= id_ <= last}:
        was, now = kept.get(member_id, 0), sums.get(member_id, 0) + deltas[member_id]
        if was != now or member_id in deltas:
            report.differences[member_id] = (was, now)
    if scope.days is None or scope.days[0] == date.min:
        report.members += len(sums)
