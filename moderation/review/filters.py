"""What a reviewer wants to see of the queue, as it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl

from community.kernel.languages import LANGUAGES
from moderation.review.rules import ItemKind

LONGEST: Final = 100


class View(StrEnum):
    """Which items, by what has become of them."""

    OPEN = "open"
    MINE = "mine"  # claimed by oneself
    CLAIMED = "claimed"  # by anybody, now
    DECIDED = "decided"
    ALL = "all"


class Order(StrEnum):
    URGENT = "urgent"
    OLDEST = "oldest"
    NEWEST = "newest"


class Seen(StrEnum):
    """Whether everybody sees the post meanwhile."""

    HELD = "held"
    PUBLIC = "public"


HOURS: Final = {"4h": 4, "1d": 24, "3d": 72, "7d": 168}  # waiting for longer than this


@dataclass(frozen=True, slots=True)
class Filter:
    """The queue under one filter; what is empty filters nothing."""

    kind: str = ""
    state: str = View.OPEN
    seen: str = ""
    language: str = ""
    tag: str = ""
    author: str = ""
    finding: str = ""
    age: str = ""
    order: str = Order.URGENT
    q: str = ""

    def address(self, **changes: str) -> dict[str, Any]:
        """The arguments of the address, without what is as usual."""
        changed = replace(self, **changes)
        usual = Filter()
        return {
            each.name: getattr(changed, each.name)
            for each in fields(self)
            if getattr(changed, each.name) != getattr(usual, each.name)
        }

    @property
    def narrowed(self) -> bool:
        """Whether anything but kind, state and order is chosen."""
        return bool(self.address(kind="", state=View.OPEN, order=Order.URGENT))

    @property
    def waiting(self) -> bool:
        """Whether only open items are looked at."""
        return self.state in {View.OPEN, View.MINE, View.CLAIMED}


_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "kind": frozenset(ItemKind),
    "state": frozenset(View),
    "seen": frozenset(Seen),
    "language": frozenset(LANGUAGES),
    "age": frozenset(HOURS),
    "order": frozenset(Order),
}


def carried(back: str) -> Filter:
    """The filter that a form carries along, so that one comes back to the same list."""
    return read(dict(parse_qsl(back)))


def read(given: Mapping[str, str]) -> Filter:
    """The filter that an address asks for; what it does not know is left out."""
    wanted = {}
    for each in fields(Filter):
        value = " ".join(given.get(each.name, "").split())[:LONGEST]
        if value and (each.name not in _CHOICES or value in _CHOICES[each.name]):
            wanted[each.name] = value
    return Filter(**wanted)
