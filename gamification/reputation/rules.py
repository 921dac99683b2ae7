"""What deeds are worth, what a day is worth at most, and how a ledger comes to say so."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What may move points."""

    RATING = "rating"
    ACCEPTED = "accepted"  # by the asker
    ACCEPTED_BY_OTHER = "accepted-by-other"
    ACCEPTING = "accepting"
    EDIT = "edit"
    FLAG = "flag"
    ALSO_HAVE = "also-have"
    REMOVED = "removed"
    THANKS = "thanks"
    CAP = "cap"  # what of a deed exceeds the most that its day counts, taken off again


POINTS_FOR_STARS: Final[Mapping[int, int]] = {5: 10, 4: 6, 3: 2, 2: 0, 1: -2}
POINTS: Final[Mapping[Kind, int]] = {
    Kind.ACCEPTED: 15,
    Kind.ACCEPTED_BY_OTHER: 8,
    Kind.ACCEPTING: 2,
    Kind.EDIT: 2,
    Kind.FLAG: 2,
    Kind.ALSO_HAVE: 5,
    Kind.REMOVED: -100,
    Kind.THANKS: 20,
}
UNCAPPED: Final = frozenset({Kind.ACCEPTED, Kind.ACCEPTED_BY_OTHER, Kind.THANKS, Kind.REMOVED, Kind.CAP})
LONGEST_REASON: Final = 500  # characters, of a reason for undoing points
ALSO_HAVE_FROM: Final = 5  # so many others must have a question's problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something in the record that may move a member's points.

    `own_thread` deeds are worth nothing. `from_id` is the other side, where one is known: who rated (not
    for imported ratings), who accepted, or, for accepting, whose answer it was.
    """

    kind: Kind
    key: str
    member_id: int
    post_id: int | None
    arose_at: datetime
    stars: int = 0
    from_id: int | None = None
    own_thread: bool = False

    @property
    def cause(self) -> str:
        return f"{_WORD.get(self.kind, self.kind)}:{self.key}"

    @property
    def day(self) -> date:
        return self.arose_at.astimezone(UTC).date()


# Two kinds of one cause: who accepted may change, what was accepted does not.
_WORD: Final = {Kind.ACCEPTED_BY_OTHER: "accepted"}


@dataclass(frozen=True, slots=True)
class Booking:
    """Points for one cause at one moment: what it is worth, what the ledger holds for it, or a line to add."""

    cause: str
    kind: str
    member_id: int
    post_id: int | None
    points: int
    arose_at: datetime

    @property
    def day(self) -> date:
        return self.arose_at.astimezone(UTC).date()


class RulingKind(StrEnum):
    """Why a cause counts for nothing: it waits for a person, or a person has decided."""

    HELD = "held"
    VOID = "void"


class PairRuling(StrEnum):
    """What a person said about two members who rate each other: all counts, or nothing does."""

    CLEARED = "cleared"
    UPHELD = "upheld"


Pair = tuple[int, int]  # two members, the lower id first


def pair_of(one: int, other: int) -> Pair:
    """Two members in the order in which a pair is named."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What counts for nothing: causes that were ruled out, and whatever passes between certain pairs."""

    causes: frozenset[str] = frozenset()
    pairs: frozenset[Pair] = frozenset()

    def cover(self, deed: Deed) -> bool:
        """Whether a deed counts for nothing."""
        between = deed.from_id is not None and pair_of(deed.member_id, deed.from_id) in self.pairs
        return deed.cause in self.causes or between


NO_EXCEPTIONS: Final = Exceptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutual:
    """How two members rate each other: the ratings each gave the other, and all that each gave."""

    there: int
    back: int
    given_there: int
    given_back: int


def exceeds(mutual: Mutual, *, least: int, part: int) -> bool:
    """Whether two members rate each other more than chance explains: more than one in `part` of either's ratings.

    Product decision: a third. Fewer than `least` in either direction say nothing yet.
    """
    if min(mutual.there, mutual.back) < least:
        return False
    return mutual.there * part > mutual.given_there or mutual.back * part > mutual.given_back


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a day of one member, and of one rater towards one author, may bring."""

    a_day: int = 200
    ratings_a_pair: int = 6


def points_for(deed: Deed) -> int:
    """What a deed is worth before any limit; product decision: the table of points."""
    if deed.own_thread and deed.kind is not Kind.REMOVED:
        return 0
    return POINTS_FOR_STARS[deed.stars] if deed.kind is Kind.RATING else POINTS[deed.kind]


def targets(
    deeds: Iterable[Deed], limits: Limits, exceptions: Exceptions = NO_EXCEPTIONS
) -> dict[str, Booking]:
    """What every cause of one member is worth, for whole UTC days of deeds, by cause.

    Of one rater's ratings of a day only the first few count. Gains of a day from ratings and small
    causes count up to the limit: what exceeds it is taken off by a cause of its own, so that the sum
    is the same in whatever order the deeds become known. Losses always count.
    """
    found: dict[str, Booking] = {}
    gains: Counter[date] = Counter()
    pairs: Counter[tuple[int, date]] = Counter()
    for deed in sorted(deeds, key=lambda deed: (deed.arose_at, deed.kind, len(deed.key), deed.key)):
        points = 0 if exceptions.cover(deed) else _within_pair(deed, pairs, limits)
        found[deed.cause] = Booking(
            deed.cause, deed.kind, deed.member_id, deed.post_id, points, deed.arose_at
        )
        if points > 0 and deed.kind not in UNCAPPED:
            gains[deed.day] += points
            excess = min(points, gains[deed.day] - limits.a_day)
            if excess > 0:
                found[f"{Kind.CAP}:{deed.cause}"] = cap_of(deed, excess)
    return found


def _within_pair(deed: Deed, pairs: Counter[tuple[int, date]], limits: Limits) -> int:
    """What a deed is worth, of one rater's ratings of a day only the first few."""
    if deed.kind is Kind.RATING and deed.from_id is not None and not deed.own_thread:
        pairs[deed.from_id, deed.day] += 1
        if pairs[deed.from_id, deed.day] > limits.ratings_a_pair:
            return 0
    return points_for(deed)


def cap_of(deed: Deed, excess: int) -> Booking:
    """The cause that takes off what of a deed exceeds its day's limit; it stands where the deed stands."""
    return Booking(f"{Kind.CAP}:{deed.cause}", Kind.CAP, deed.member_id, deed.post_id, -excess, deed.arose_at)


def settlement(held: Iterable[Booking], wanted: Mapping[str, Booking]) -> Iterator[Booking]:
    """The lines that bring the ledger from what it holds to what it should say; none when it does.

    A cause whose moment or kind has changed is taken back where it stood and booked anew.
    """
    balances: dict[str, list[Booking]] = defaultdict(list)
    for balance in held:
        balances[balance.cause].append(balance)
    for cause in sorted(balances.keys() | wanted.keys()):
        yield from _settle_cause(balances.get(cause, []), wanted.get(cause))


def _settle_cause(held: list[Booking], wanted: Booking | None) -> Iterator[Booking]:
    standing = 0
    for balance in held:
        if wanted is not None and _place(balance) == _place(wanted):
            standing += balance.points
        elif balance.points:
            yield replace(balance, points=-balance.points)
    if wanted is not None and wanted.points != standing:
        yield replace(wanted, points=wanted.points - standing)


def _place(booked: Booking) -> tuple[str, datetime]:
    return booked.kind, booked.arose_at
