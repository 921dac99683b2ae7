"""New accounts that came, as it seems, to rate one author."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from math import log
from typing import Final, NamedTuple

from gamification.integrity.chance import log_binomial_tail
from gamification.integrity.rules import Given, Kind, Suspicion

YOUNG: Final = timedelta(days=14)
EACH: Final = 2  # ratings for the author from each account,
ALL: Final = 8  # and so many together,
MOSTLY: Final = 0.6  # which are so much of what each gave while it was new
MARGIN: Final = timedelta(days=30)  # what others did around that time is what is usual
SETTLED: Final = 0.5
FEW: Final = 20
SCORE: Final = 10.0


def young(given: Given, joined: Mapping[int, datetime]) -> bool:
    """Whether a rating was given by a new account, and not just for an answer to its own question."""
    since = joined.get(given.rater_id)
    return since is not None and given.favours and not given.own_question and given.at < since + YOUNG


class Others(NamedTuple):
    """What all others gave in some stretch of time, `settled` of it by accounts that were not new."""

    to_author: int
    to_anybody: int
    settled: int


OthersGave = Callable[[int, datetime, datetime, frozenset[int]], Others]


def concentrated(
    given: Iterable[Given],
    joined: Mapping[int, datetime],
    others_gave: OthersGave,
    authors: int,
    least: int = 3,
) -> Iterator[Suspicion]:
    """Authors to whom several new accounts gave most of their ratings.

    `given` are ratings of new accounts. `others_gave` says of an author, a stretch of time and some accounts how
    many ratings all others gave then to the author, and to anybody; `least` accounts make a case.
    """
    early = [each for each in given if young(each, joined)]
    totals = Counter(each.rater_id for each in early)
    ties = Counter((each.author_id, each.rater_id) for each in early)
    fans: dict[int, list[int]] = {}
    for (author_id, rater_id), count in sorted(ties.items()):
        if count >= EACH and count >= MOSTLY * totals[rater_id]:
            fans.setdefault(author_id, []).append(rater_id)
    for author_id, accounts in fans.items():
        seen = sum(ties[author_id, each] for each in accounts)
        if len(accounts) < least or seen < ALL:
            continue
        tries = sum(totals[each] for each in accounts)
        ratings = [each for each in early if each.author_id == author_id and each.rater_id in accounts]
        moments = [each.at for each in ratings]
        others = others_gave(author_id, min(moments) - MARGIN, max(moments) + MARGIN, frozenset(accounts))
        if others.settled < SETTLED * others.to_anybody:
            continue  # where most are new, being new says nothing
        share = (others.to_author + 1) / (others.to_anybody + max(authors, FEW))
        score = -log_binomial_tail(seen, tries, share) - log(max(1, authors))
        if score >= SCORE:
            yield Suspicion(
                kind=Kind.NEW_ACCOUNTS,
                members=frozenset(accounts) | {author_id},
                raters=frozenset(accounts),
                score=score,
                seen=seen,
                expected=tries * share,
                rating_ids=tuple(sorted(each.rating_id for each in ratings)),
                facts={"author": author_id, "given": tries},
            )
