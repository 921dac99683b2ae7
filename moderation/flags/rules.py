"""What a report weighs, when reports hide a post, and how the bar for that is learnt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import log
from typing import Final

FEW: Final = 5  # decided reports from which on accuracy counts
USUAL: Final = 0.7  # agreement that neither helps nor harms
STRENGTH: Final = 5.0
STAFF_LEVEL: Final = 5
STRONG_LEVEL: Final = 3  # may review: a report of spam by one of them opens the short way
GROWN_LEVEL: Final = 2  # not young any more, however new the account
HIDE_SHARE: Final = 6 / 9
YOUNG_SHARE: Final = 0.5  # of what hides: as much as all young accounts weigh together at most
FOUND_FINE: Final = 0.5  # what a report weighs whose reason was looked at in this very text
MOST_A_DAY: Final = 5.0  # times the usual number of reports a day, for the best record
LEAST_A_DAY: Final = 0.25
A_STEP: Final = 20  # upheld reports, less dismissed ones, for one more helping a day
DAILY_CHANGE: Final = 0.1  # by which the base moves in a day at most
LOWEST: Final = 0.5  # times the base of the site: posts are hidden at the bar, so it must not chase itself
HIGHEST: Final = 4.0


class FlagState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"  # by whoever reported
    STALE = "stale"  # nobody came to it in time


DECIDED: Final = frozenset({FlagState.UPHELD, FlagState.DISMISSED})


@dataclass(frozen=True, slots=True)
class Report:
    """One open report, as far as hiding needs to know."""

    weight: float
    spam: bool = False
    strong: bool = False  # by a member who may review, a moderator or staff
    young: bool = False
    found_fine: bool = False  # its reason was dismissed before, and the text has not changed since


def accuracy_bonus(upheld: int, decided: int) -> float:
    """How much more or less a member's reports weigh by their record.

    0 up to 5 decided ones; then the distance from 70 % agreement, scaled to -1…+1 on either side,
    times 5, times log₄ of how many were decided.
    """
    if decided <= FEW:
        return 0.0
    share = upheld / decided
    distance = (share - USUAL) / (1 - USUAL) if share >= USUAL else (share - USUAL) / USUAL
    return distance * STRENGTH * log(decided, 4)


def weight_of(level: int, upheld: int, decided: int) -> float:
    """What one report weighs: 1 + level + accuracy bonus, never less than 0."""
    return max(0.0, 1 + level + accuracy_bonus(upheld, decided))


def is_young(created_at: datetime, level: int, now: datetime, days: float) -> bool:
    """Whether an account is too new to count in full; standing that was earned makes up for age."""
    return level < GROWN_LEVEL and now - created_at < timedelta(days=days)


def total_weight(reports: Iterable[Report], base: float) -> float:
    """What reports weigh together: those of young accounts no more than half of what hides."""
    grown = young = 0.0
    for each in reports:
        weight = each.weight * (FOUND_FINE if each.found_fine else 1)
        if each.young:
            young += weight
        else:
            grown += weight
    return grown + min(young, base * HIDE_SHARE * YOUNG_SHARE)


def hides(reports: Sequence[Report], base: float, *, newcomer: bool = False) -> bool:
    """Whether reports of different members hide a post; one person alone never does.

    Advertising by a newcomer goes a shorter way: two reports of it are enough when one is by a strong
    member and the other by an account that is not young.
    """
    if len(reports) < 2:  # noqa: PLR2004 - a second person
        return False
    if total_weight(reports, base) >= base * HIDE_SHARE:
        return True
    spam = [each for each in reports if each.spam and not each.young and not each.found_fine]
    return newcomer and len(spam) > 1 and any(each.strong for each in spam)


def reports_a_day(usual: int, upheld: int, decided: int) -> int:
    """How many reports a member may send a day: more with a good record, fewer with a bad one."""
    if decided - upheld > FEW and upheld / decided < USUAL / 2:
        return max(1, round(usual * LEAST_A_DAY))
    surplus = max(0, upheld - (decided - upheld))
    return round(usual * min(MOST_A_DAY, 1 + surplus / A_STEP))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of `values` (not empty) lies, with what is between two in proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def learnt_base(weights: Sequence[float], current: float, *, set_to: float, share: float, few: int) -> float:
    """The base after one more day: what upheld reports of this site weighed, in small and bounded steps.

    `weights` has one sum for each post whose reports by two members or more were upheld. Until there
    are `few`, nothing changes. The result stays between half and four times of what the site is `set_to`.
    """
    if len(weights) < few:
        return current
    wanted = min(max(percentile(weights, share), set_to * LOWEST), set_to * HIGHEST)
    step = current * DAILY_CHANGE
    return round(min(max(wanted, current - step), current + step), 2)


def may_write(state: FlagState, mine: int, theirs: int) -> bool:
    """Whether whoever reported may write: once after the outcome, and once after each word of the team."""
    if state is FlagState.WITHDRAWN:
        return False
    return mine < theirs + (state is not FlagState.OPEN)
