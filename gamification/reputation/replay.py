"""Settles everyone from the record: after an import, and to prove that the ledger needs nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from gamification.reputation import queries, services
from gamification.reputation.deeds import Scope, deeds
from gamification.reputation.models import MemberStanding
from gamification.reputation.rules import Booking, Deed, settlement, targets

MEMBERS_AT_ONCE: Final = 100  # what is in memory at one time are the deeds of so many members


@dataclass
class Replayed:
    """What a replay saw. `differences` maps members to what their points were and have become."""

    members: int = 0
    causes: int = 0
    lines: int = 0
    differences: dict[int, tuple[int, int]] = field(default_factory=dict)


Track = Callable[[Iterable[tuple[int, int]]], Iterable[tuple[int, int]]]


def replay(track: Track = iter) -> Replayed:
    """Settle every member from the record; each hundred members a transaction. Nothing to settle: no change."""
    report = Replayed()
    for first, last in track(list(_ranges())):
        with unit_of_work():
            _replay_some(first, last, report)
            db.session.flush()
    return report


def ranges_count() -> int:
    """How many steps a replay takes."""
    return sum(1 for _ in _ranges())


def _ranges() -> Iterator[tuple[int, int]]:
    ids = db.session.scalars(select(Member.id).order_by(Member.id)).all()
    for start in range(0, len(ids), MEMBERS_AT_ONCE):
        some = ids[start : start + MEMBERS_AT_ONCE]
        yield some[0], some[-1]


def _replay_some(first: int, last: int, report: Replayed) -> None:
    services.lock_range(first, last)
    done: dict[int, list[Deed]] = defaultdict(list)
    for deed in deeds(Scope(first, last)):
        done[deed.member_id].append(deed)
    held: dict[int, list[Booking]] = defaultdict(list)
    for balance in queries.balances(first, last):
        held[balance.member_id].append(balance)
    lines: list[Booking] = []
    for member_id in sorted(done.keys() | held.keys()):
        wanted = targets(done[member_id], queries.limits())
        lines += settlement(held[member_id], wanted)
        report.members += 1
        report.causes += len(wanted)
    services.ensure_rows(line.member_id for line in lines)
    services.append(lines)
    report.lines += len(lines)
    report.differences |= _true_totals(first, last, lines)


def _true_totals(first: int, last: int, lines: list[Booking]) -> dict[int, tuple[int, int]]:
    """Bring totals to the ledger's sums; members whose total was another before, or whose lines changed."""
    deltas: dict[int, int] = defaultdict(int)
    for line in lines:
        deltas[line.member_id] += line.points
    query = select(MemberStanding.member_id, MemberStanding.points).where(
        MemberStanding.member_id.between(first, last)
    )
    kept = {row[0]: row[1] for row in db.session.execute(query)}
    sums = queries.sums(first, last)
    found: dict[int, tuple[int, int]] = {}
    for member_id in sorted(kept.keys() | sums.keys()):
        total = sums.get(member_id, 0)
        before = kept.get(member_id, 0) - deltas.get(member_id, 0)
        if kept.get(member_id, 0) != total:
            services.set_total(member_id, total)
        if before != total or member_id in deltas:
            found[member_id] = (before, total)
    return found
