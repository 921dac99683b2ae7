"""What somebody wants to see of the desk, as it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from community.kernel.languages import LANGUAGES
from moderation.escalation.rules import CaseState
from moderation.triage.records import Priority

LONGEST: Final = 100


class View(StrEnum):
    """Which cases, by who has them and how they stand."""

    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    BREACHING = "breaching"  # a promise is late, or soon will be
    WAITING = "waiting"  # for the customer, or on hold
    TIER_1 = "tier-1"
    TIER_2 = "tier-2"
    ALL = "all"
    RESOLVED = "resolved"  # lately


class Sort(StrEnum):
    PRIORITY = "priority"
    DUE = "due"
    NEWEST = "newest"
    WAITING = "waiting"  # longest first


# They show one's own tier, unless another is asked for.
SCOPED: Final = frozenset({View.UNASSIGNED, View.BREACHING, View.WAITING})


@dataclass(frozen=True, slots=True)
class Filter:
    """The desk under one filter; what is empty filters nothing."""

    view: str = View.ALL
    tier: str = ""
    team: str = ""
    state: str = ""
    spoken: str = ""
    tag: str = ""
    rule: str = ""
    priority: str = ""
    sort: str = ""  # what suits the view: urgency, the next due, or the last closed
    q: str = ""

    def address(self, **changes: str) -> dict[str, Any]:
        """The arguments of the address, without what is as usual. The view is always named."""
        changed = replace(self, **changes) if changes else self
        found = {name: value for name in _USUAL if (value := getattr(changed, name)) != _USUAL[name]}
        return {"view": changed.view, **found}

    @property
    def tail(self) -> str:
        """The same as what follows the path of an address: written once for all rows of a page."""
        return "?" + urlencode(self.address())

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view and the order is chosen."""
        return bool(self.address().keys() - {"view", "sort"})

    @property
    def resolved(self) -> bool:
        """Whether closed cases are looked at."""
        return self.view == View.RESOLVED or self.state == CaseState.RESOLVED


_USUAL: Final = {each.name: each.default for each in fields(Filter)}
_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "view": frozenset(View),
    "tier": frozenset({"1", "2", "all"}),
    "state": frozenset(CaseState),
    "spoken": frozenset(LANGUAGES),
    "priority": frozenset(Priority),
    "sort": frozenset(Sort),
}


def read(given: Mapping[str, str], own_tier: int | None) -> Filter:
    """The filter that an address asks for; what it does not know is left out.

    Without a view, one's own tier is shown; some views show one's own tier unless another is asked for.
    """
    wanted = {}
    for each in fields(Filter):
        value = " ".join(given.get(each.name, "").split())[:LONGEST]
        if value and (each.name not in _CHOICES or value in _CHOICES[each.name]):
            wanted[each.name] = value
    if "view" not in wanted and "tier" not in wanted and own_tier is not None:
        wanted["view"] = f"tier-{own_tier}"
    if wanted.get("view") in SCOPED and "tier" not in wanted and own_tier is not None:
        wanted["tier"] = str(own_tier)
    return Filter(**wanted)
