"""What an invitation may say, and which lines of a pasted list are addresses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from community.accounts.rules import checked_email, email_key
from community.kernel.errors import Invalid
from community.kernel.words import N_

LONGEST_WORDS: Final = 1_000
MOST_LINES: Final = 200
MOST_USES: Final = 500
MOST_TOPICS: Final = 10
DAYS: Final = (3, 14, 30, 90)
_SHOWN: Final = 80
_IN_BRACKETS: Final = re.compile(r"<([^<>]+)>\s*$")
_BETWEEN: Final = re.compile(r"[\n;,；，、]+")


@dataclass(frozen=True, slots=True)
class Pasted:
    """A pasted list, read: addresses without repeats, and the lines that are none."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def read_addresses(text: str) -> Pasted:
    """The addresses of a list; "Mei <mei@example.com>" counts, and commas and semicolons divide like lines.

    Raises Invalid for a list that is too long for one go: reading an address takes a while.
    """
    good: dict[str, str] = {}
    bad: list[str] = []
    lines = list(dict.fromkeys(typed for line in _BETWEEN.split(text) if (typed := line.strip())))
    checked_count(lines)
    for typed in lines:
        found = _IN_BRACKETS.search(typed)
        try:
            address = checked_email(found[1] if found else typed)
        except Invalid:
            bad.append(typed[:_SHOWN])
        else:
            good.setdefault(email_key(address), address)
    return Pasted(tuple(good.values()), tuple(bad))


def checked_life(days: int | None) -> timedelta:
    """How long an invitation can be used. Raises Invalid."""
    if days not in DAYS:
        raise Invalid(N_("Please choose how long the invitation works."), field="days")
    return timedelta(days=days)


def checked_uses(uses: int | None) -> int:
    """How many people may come by one link. Raises Invalid."""
    if uses is None or not 1 <= uses <= MOST_USES:
        raise Invalid(N_("Give a number from 1 to %(most)s."), field="uses", most=MOST_USES)
    return uses


def checked_count(addresses: Sequence[str]) -> None:
    """Raise Invalid where a list is too long for one go."""
    if len(addresses) > MOST_LINES:
        raise Invalid(
            N_("Please invite at most %(most)s people at once, and the rest afterwards."),
            field="addresses",
            most=MOST_LINES,
        )
