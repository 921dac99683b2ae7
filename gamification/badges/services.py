"""Giving badges, each once, and taking back those that are no longer true."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from community.kernel import clock
from community.kernel.unit_of_work import unit_of_work
from gamification.badges import counts, giving, queries, shelf
from gamification.badges.giving import Gift
from gamification.badges.metrics import CAN_SHRINK, Metric
from gamification.badges.records import EVERYTHING, records_for
from gamification.badges.rules import Badge, Holding, MemberRecord, due, is_open, times_earned, untrue

AT_ONCE: Final = 500

Held = Mapping[int, Mapping[str, Holding]]
Concerned = dict[Badge, list[int]]


def look_at(changed: Mapping[int, Collection[Metric]], *, in_parts: Collection[Metric] = ()) -> int:
    """Give these members what they have earned, as far as what changed for each can tell; how many awards.

    Badges that are held for good are not counted again, nor what only they would ask for. What changed `in_parts`
    is the same on the whole: only badges that count a part of it, or lapse, are looked at.
    """
    touched = frozenset[Metric]().union(*changed.values())
    badges = [
        badge
        for badge in shelf.live()
        if badge.metric in touched
        and (badge.is_particular or badge.expires_after or badge.metric not in in_parts)
    ]
    return _look(badges, changed) if badges else 0


def look_at_tags_of(question_id: int) -> int:
    """The same for all who did anything in a thread that came under other tags, as far as badges ask for a tag."""
    badges = [badge for badge in shelf.live() if badge.scope.tag]
    return _look(badges, dict.fromkeys(queries.all_in(question_id), EVERYTHING)) if badges else 0


def _look(badges: Sequence[Badge], changed: Mapping[int, Collection[Metric]]) -> int:
    now, held = clock.now(), queries.held_by(changed)
    concerned: Concerned = {}
    for badge in badges:
        open_to = [
            member_id
            for member_id in sorted(changed)
            if badge.metric in changed[member_id] and matters(badge, held[member_id].get(badge.slug), now)
        ]
        if open_to:
            concerned[badge] = open_to
    return _settle(concerned, held, now)


def look_at_all(member_ids: Collection[int]) -> int:
    """The same where anything may have changed."""
    return look_at(dict.fromkeys(member_ids, EVERYTHING))


def matters(badge: Badge, held: Holding | None, now: datetime) -> bool:
    """Whether anything about this badge can change for somebody who holds it so."""
    return is_open(badge, held, now) or (badge.revocable and held is not None and held.live)


def _settle(concerned: Concerned, held: Held, now: datetime) -> int:
    gifts: list[Gift] = []
    gone: list[tuple[int, Badge, Sequence[int]]] = []
    records = _records(concerned)
    for badge, member_ids in concerned.items():
        seen = _as_seen_by(badge, member_ids, records, now)
        for member_id in member_ids:
            holding = held[member_id].get(badge.slug)
            times = times_earned(badge, seen.get(member_id, MemberRecord()))
            gifts += [Gift(member_id, badge, number, now) for number in due(badge, times, holding, now)]
            if numbers := untrue(badge, times, holding):
                gone.append((member_id, badge, numbers))
    for member_id, badge, numbers in gone:
        giving.take_back(member_id, badge, numbers)
    return giving.give(gifts, quiet=False)


def _records(concerned: Concerned) -> dict[int, MemberRecord]:
    wanted: dict[int, set[Metric]] = defaultdict(set)
    for badge, member_ids in concerned.items():
        if not _counted_alone(badge):
            for member_id in member_ids:
                wanted[member_id].add(badge.metric)
    return records_for(wanted)


def _counted_alone(badge: Badge) -> bool:
    return badge.is_particular and badge.metric in CAN_SHRINK


def _as_seen_by(
    badge: Badge, member_ids: Sequence[int], records: Mapping[int, MemberRecord], now: datetime
) -> Mapping[int, MemberRecord]:
    """What the badge looks at. A part is never more than the whole: who has too little is not counted again."""
    if not badge.is_particular:
        return records
    if not _counted_alone(badge):
        member_ids = [
            member_id for member_id in member_ids if records[member_id].count(badge.metric) >= badge.threshold
        ]
    return counts.seen_by(badge, member_ids, now) if member_ids else {}


def look_back_at_everyone() -> int:
    """Give everyone what their past has earned, without news; each award is dated by what earned it."""
    return sum(look_back(badge) for badge in shelf.live())


def look_back(
    badge: Badge,
    report: Callable[[int, int], None] = lambda _done, _of: None,
    holds: Callable[[], bool] = lambda: True,
) -> int:
    """The same for one badge; a few hundred awards a transaction, unless one is open. Returns how many were given.

    `report` hears how many of how many awards are done; `holds` tells, in each transaction, whether to go on.
    """
    gifts, gone = outcome(badge, clock.now())
    given = 0
    report(0, len(gifts))
    for start in range(0, len(gifts), AT_ONCE):
        some = gifts[start : start + AT_ONCE]
        with unit_of_work():
            if not holds():
                return given
            given += giving.give(some, quiet=True)
        report(start + len(some), len(gifts))
    for start in range(0, len(gone), AT_ONCE):
        with unit_of_work():
            if not holds():
                return given
            for member_id, numbers in gone[start : start + AT_ONCE]:
                giving.take_back(member_id, badge, numbers)
    return given


def outcome(badge: Badge, now: datetime) -> tuple[list[Gift], list[tuple[int, Sequence[int]]]]:
    """What looking back would give for a badge, and what it would take back; it changes nothing."""
    earned = {earner.member_id: earner.dates for earner in counts.earners(badge, now)}
    held = queries.holdings_of(badge.slug)
    gifts, gone = [], []
    for member_id in sorted(earned.keys() | held.keys()):
        dates, holding = earned.get(member_id, ()), held.get(member_id)
        for number in due(badge, len(dates), holding, now):
            # What lapses is held from today on; a window has one date, whatever the number.
            at = now if badge.expires_after else dates[min(number, len(dates)) - 1]
            gifts.append(Gift(member_id, badge, number, at))
        if numbers := untrue(badge, len(dates), holding):
            gone.append((member_id, numbers))
    return gifts, gone
