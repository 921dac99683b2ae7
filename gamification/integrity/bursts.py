"""Bursts: many ratings for one author at once, from one member or from several, far beyond what is usual."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import log
from typing import Final

from gamification.integrity.chance import log_binomial_tail, log_tail
from gamification.integrity.rules import Given, Kind, Suspicion

HOUR: Final = timedelta(hours=1)
SHIFT: Final = timedelta(hours=6)
FROM_SEVERAL: Final = 9  # ratings for one author within six hours,
RATERS: Final = 3  # from at least so many members,
EACH: Final = 2  # each of whom gave at least so many,
MOST_ON_ONE: Final = 0.5  # and not mostly for one answer: that is what a good answer gets
MOSTLY: Final = 0.7  # and gave little to anybody else meanwhile
BUSY: Final = 2.0  # ratings in six hours surprise nobody
SCORE: Final = 6.0


def from_one(
    given: Sequence[Given], popularity: Mapping[int, float], looked_at: int, least: int = 6
) -> Iterator[Suspicion]:
    """Hours in which one member rated one author again and again, and hardly anybody else.

    `given` are all ratings of one member by time, `popularity` is each author's share of everybody's ratings,
    `looked_at` how many pairs of members and authors there are to be surprised by, `least` how many ratings make a
    burst.
    """
    favours = [each for each in given if each.favours]
    totals = Counter(each.author_id for each in favours)
    for author_id in sorted(who for who, count in totals.items() if count >= least):
        bursts = [
            burst
            for burst in _windows([each for each in favours if each.author_id == author_id], HOUR)
            if len(burst) >= least
        ]
        inside = {each.rating_id for burst in bursts for each in burst}
        elsewhere = [each for each in favours if each.rating_id not in inside]
        usual = sum(each.author_id == author_id for each in elsewhere) / max(1, len(elsewhere))
        share = max(usual, popularity.get(author_id, 0.0), 0.01)
        found = []
        for burst in bursts:
            around = sum(burst[0].at <= each.at <= burst[-1].at for each in favours)
            score = -log_binomial_tail(len(burst), around, share) - log(max(1, looked_at))
            if score >= SCORE:
                found.append((score, around * share, burst))
        if found:
            yield _suspicion(author_id, found)


def from_several(
    received: Sequence[Given],
    given: Mapping[int, Sequence[datetime]],
    share: float,
    days: float,
    authors: int,
) -> Iterator[Suspicion]:
    """Six hours in which several members rated many answers of one author, and little else.

    `received` are all ratings of one author by time, `given` when each rater gave a rating to anybody, in order,
    `share` what part of everybody's ratings goes to the author, `days` how long the site counts them.
    """
    favours = [each for each in received if each.favours and each.rater_id]
    if len(favours) < FROM_SEVERAL:
        return
    usual_share = max(share, 0.01)
    found = []
    for burst in _windows(favours, SHIFT):
        raters = Counter(each.rater_id for each in burst)
        busy = {who for who, count in raters.items() if count >= EACH}
        core = [each for each in burst if each.rater_id in busy]
        if len(core) < FROM_SEVERAL or len(busy) < RATERS:
            continue
        answers = Counter(each.answer_id for each in core)
        if max(answers.values()) > MOST_ON_ONE * len(core):
            continue
        usual = (len(favours) - len(burst)) / max(days, 1.0) * (SHIFT / timedelta(days=1))
        expected = max(usual * 2, BUSY)  # people come at the same hours: twice the mean is nothing
        around = sum(_between(given[who], burst[0].at, burst[-1].at) for who in busy)
        if len(core) < MOSTLY * around:
            continue
        score = min(-log_tail(len(core), expected), -log_binomial_tail(len(core), around, usual_share))
        score -= log(max(1, authors))
        if score >= SCORE:
            found.append((score, expected, core))
    if found:
        yield _suspicion(favours[0].author_id, found)


def _between(moments: Sequence[datetime], first: datetime, last: datetime) -> int:
    return bisect_right(moments, last) - bisect_left(moments, first)


def _windows(ratings: Sequence[Given], length: timedelta) -> Iterator[list[Given]]:
    """The fullest stretches of this length, none overlapping another."""
    ordered = sorted(ratings, key=lambda each: (each.at, each.rating_id))
    first = 0
    spans: list[tuple[int, int, int]] = []
    for last in range(len(ordered)):
        while ordered[last].at - ordered[first].at > length:
            first += 1
        spans.append((last - first + 1, first, last))
    taken: list[tuple[int, int]] = []
    for _, first, last in sorted(spans, key=lambda span: (-span[0], span[1])):
        if all(last < begin or first > end for begin, end in taken):
            taken.append((first, last))
            yield ordered[first : last + 1]


def _suspicion(author_id: int, found: Sequence[tuple[float, float, Sequence[Given]]]) -> Suspicion:
    ratings: dict[int, Given] = {each.rating_id: each for _, _, burst in found for each in burst}
    raters = frozenset(each.rater_id for each in ratings.values())
    spans: dict[str, list[str]] = defaultdict(list)
    for _, _, burst in sorted(found, key=lambda each: each[2][0].at):
        spans["from"].append(burst[0].at.isoformat())
        spans["until"].append(burst[-1].at.isoformat())
    return Suspicion(
        kind=Kind.BURST,
        members=raters | {author_id},
        raters=raters,
        score=max(score for score, _, _ in found),
        seen=len(ratings),
        expected=sum(expected for _, expected, _ in found),
        rating_ids=tuple(sorted(ratings)),
        facts={"author": author_id, "bursts": [list(pair) for pair in zip(*spans.values(), strict=True)]},
    )
