"""What a score earns from a budget: less for each further point, but never nothing; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Purse:
    """What there is to give. A point at the full rate is worth `rate` units; `band` points are paid at it."""

    budget: int
    rate: int = 1
    band: int = 50


def claim(score: int, band: int) -> Fraction:
    """How many full points a score is worth: the first band in full, the next, twice as wide, half, and so on.

    Every band brings as much as the one before and takes twice as long; there is no last one.
    """
    found, width, rate, left = Fraction(0), band, Fraction(1), score
    while left > 0:
        found += min(left, width) * rate
        left -= width
        width *= 2
        rate /= 2
    return found


def rewards(scores: Mapping[int, int], purse: Purse) -> dict[int, int]:
    """What each member is owed, in whole units; together never more than the budget.

    Where the budget is too small for all claims, each gets the same part of theirs: equal scores earn
    the same, and a better one never less.
    """
    claims = {member: claim(score, purse.band) * purse.rate for member, score in scores.items()}
    total = sum(claims.values(), Fraction(0))
    part = Fraction(1) if total <= purse.budget else Fraction(purse.budget) / total
    return {member: int(each * part) for member, each in claims.items()}


def payments(owed: Mapping[int, int], paid: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The lines that bring what was paid (member, amount) to what is owed; none when it is."""
    balance: dict[int, int] = {}
    for member, amount in paid:
        balance[member] = balance.get(member, 0) + amount
    wanted = {
        member: owed.get(member, 0) - balance.get(member, 0)
        for member in sorted(owed.keys() | balance.keys())
    }
    return {member: amount for member, amount in wanted.items() if amount}
