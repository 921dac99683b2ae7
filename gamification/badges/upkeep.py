"""What time alone changes: awards that lapse, windows that move on, news that grows old."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from community.kernel.unit_of_work import unit_of_work
from gamification.badges import counts, giving, queries, services, shelf
from gamification.badges.metrics import Metric
from gamification.badges.rules import Badge

AT_ONCE: Final = 200
NEWS_LASTS: Final = timedelta(days=14)


def lapse_due(now: datetime) -> int:
    """Let awards end whose time is over; who has earned the badge anew meanwhile is given it at once."""
    ended = 0
    while lapsed := _lapse_some(now):
        ended += lapsed
    return ended


def _lapse_some(now: datetime) -> int:
    if not giving.any_due(now):
        return 0
    with unit_of_work():
        over = giving.lapse(now, AT_ONCE)
        badges = shelf.named({slug for _member_id, slug in over})
        again: dict[int, set[Metric]] = defaultdict(set)
        for member_id, slug in over:
            if slug in badges:
                again[member_id].add(badges[slug].metric)
        services.look_at(again)
    return len(over)


def look_at_windows(now: datetime) -> int:
    """Windows move on without anybody's doing: bad stars drop out of them, good ones too, and the last award."""
    return sum(_look_at_window(badge, now) for badge in shelf.live() if _moves(badge))


def _moves(badge: Badge) -> bool:
    return badge.window is not None and (badge.gate is not None or badge.revocable or badge.comes_again)


def _look_at_window(badge: Badge, now: datetime) -> int:
    """Look at those who meet a badge now, and, where it can be taken back, at those who hold it."""
    held = queries.holdings_of(badge.slug)
    meet = {earner.member_id for earner in counts.earners(badge, now)}
    some = {member_id for member_id in meet if services.matters(badge, held.get(member_id), now)}
    if badge.revocable:
        some |= {member_id for member_id, holding in held.items() if holding.live and member_id not in meet}
    given, ids = 0, sorted(some)
    for start in range(0, len(ids), AT_ONCE):
        with unit_of_work():
            given += services.look_at(dict.fromkeys(ids[start : start + AT_ONCE], frozenset({badge.metric})))
    return given


def forget_old_news(now: datetime) -> None:
    """News that nobody has looked at for two weeks is none any more."""
    with unit_of_work():
        giving.put_away_old(now, now - NEWS_LASTS)
