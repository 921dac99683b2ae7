"""Every detector, fed from the record: what it suspects. Changes nothing."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from community.kernel.thresholds import whole
from gamification.integrity import bursts, circles, newcomers, readings
from gamification.integrity.closeup import ties
from gamification.integrity.newcomers import Others
from gamification.integrity.readings import Overview, post, rating
from gamification.integrity.rules import Bars, Kind, Suspicion
from gamification.reputation import pairs


def bars() -> Bars:
    """The numbers of this site."""
    return Bars(
        ring=whole("integrity_ring_ratings"),
        pair=whole("integrity_pair_ratings"),
        burst=whole("integrity_burst_ratings"),
        accounts=whole("integrity_new_accounts"),
        words=whole("integrity_copied_words"),
    )


def suspicions(since: datetime | None = None) -> Iterator[Suspicion]:
    """What ratings give reason to suspect; bursts and new accounts only where something happened `since`."""
    view, numbers = Overview(), bars()
    yield from circles.find(view.graph, view.around, numbers)
    yield from _limits(view)
    yield from _bursts(view, numbers, since)
    yield from _newcomers(view, numbers, since)


def _limits(view: Overview) -> Iterator[Suspicion]:
    """Pairs that the ledger holds for their number alone."""
    for pair, ruling in sorted(pairs.held_pairs().items()):
        members = frozenset(pair)
        if ruling is not None:
            continue
        around = view.around(members)
        between = ties(members, around)
        inside = [each for each in around.given if each.author_id in members]
        yield Suspicion(
            kind=Kind.LIMIT,
            members=members,
            raters=members,
            score=0.0,
            seen=len(inside),
            expected=sum(tie.expected for tie in between.values()),
            rating_ids=tuple(sorted(each.rating_id for each in inside)),
            facts={"given": len(around.given)},
        )


def _bursts(view: Overview, numbers: Bars, since: datetime | None) -> Iterator[Suspicion]:
    for rater_id in readings.busy_raters(numbers.burst, bursts.HOUR, since):
        given = list(readings.given(rating.c.rater_id == rater_id))
        yield from bursts.from_one(given, view.popularity, len(view.graph.edges), numbers.burst)
    several = readings.busy_authors(bursts.FROM_SEVERAL, bursts.SHIFT, bursts.RATERS, bursts.EACH, since)
    for author_id in several:
        received = list(readings.given(post.c.author_id == author_id, rating.c.rater_id.is_not(None)))
        counts = Counter(each.rater_id for each in received)
        moments = readings.moments_of([who for who, count in counts.items() if count >= bursts.EACH])
        share = view.popularity.get(author_id, 0.0)
        yield from bursts.from_several(received, moments, share, view.days, len(view.got))


def _newcomers(view: Overview, numbers: Bars, since: datetime | None) -> Iterator[Suspicion]:
    joined = readings.keen_accounts(newcomers.EACH, since)
    early = [
        each
        for rater_id, at in sorted(joined.items())
        for each in readings.given(rating.c.rater_id == rater_id, rating.c.created_at < at + newcomers.YOUNG)
    ]
    yield from newcomers.concentrated(early, joined, _others, len(view.got), numbers.accounts)


def _others(author_id: int, first: datetime, last: datetime, accounts: frozenset[int]) -> Others:
    to_author = to_anybody = settled = 0
    for whom, at, joined in readings.between(first, last, accounts):
        to_anybody += 1
        to_author += whom == author_id
        settled += at >= joined + newcomers.YOUNG
    return Others(to_author, to_anybody, settled)
