"""The order of the blocks as a reader chose it, and the order of what they use most; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

SETTINGS: Final = "front"  # the key among a member's settings,
BLOCKS: Final = "blocks"  # and below it that of their choice
PAGES: Final = "pages"  # and that of the pages they want in front
MOST_PAGES: Final = 3
HALF_LIFE: Final = timedelta(days=14)  # how fast a use is forgotten
REMEMBERED: Final = timedelta(days=56)  # uses of before are thrown away
LATELY: Final = timedelta(days=7)  # and so are openings, after which nobody asks any more
OPENINGS_MOST: Final = 50  # that one browser adds in a day
STEPS: Final = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader chose: an order, what is put away, and whether the most used stands first by itself.

    `order` empty is the order of the site. What is new since the choice stands behind what was chosen.
    """

    order: tuple[str, ...] = ()
    away: frozenset[str] = frozenset()
    by_use: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Choice":
        """What a member's settings say; anything odd counts as not chosen."""
        kept = settings.get(SETTINGS)
        kept = kept.get(BLOCKS) if isinstance(kept, dict) else None
        if not isinstance(kept, dict):
            return cls()
        return cls(
            _words(kept.get("order")), frozenset(_words(kept.get("away"))), by_use=kept.get("by_use") is True
        )

    def plain(self) -> dict[str, Any]:
        """As it is kept among the settings."""
        return {"order": list(self.order), "away": sorted(self.away), "by_use": self.by_use}


def pages_in_front(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses that a member wants first in the navigation."""
    kept = settings.get(SETTINGS)
    return _words(kept.get(PAGES))[:MOST_PAGES] if isinstance(kept, dict) else ()


def _words(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(each for each in found if isinstance(each, str))


def arranged(slugs: Sequence[str], choice: Choice, used: Sequence[str] = ()) -> list[str]:
    """All slugs in the reader's order. `used` holds them by use, and counts only if the reader wants that."""
    first = used if choice.by_use else choice.order
    known = [slug for slug in dict.fromkeys(first) if slug in slugs]
    return [*known, *(slug for slug in slugs if slug not in known)]


def moved(order: Sequence[str], slug: str, steps: int) -> tuple[str, ...]:
    """The order with one slug so many places later; it stops at the ends."""
    if slug not in order:
        return tuple(order)
    place = order.index(slug)
    rest = [each for each in order if each != slug]
    rest.insert(max(0, min(len(rest), place + steps)), slug)
    return tuple(rest)


def chosen(choice: Choice, order: Iterable[str]) -> Choice:
    """The choice with an order that the reader gave; what is chosen is no longer moved by use."""
    return replace(choice, order=tuple(dict.fromkeys(order)), by_use=False)


def toggled(choice: Choice, slug: str) -> Choice:
    """The choice with one slug put away, or brought back."""
    return replace(choice, away=choice.away ^ {slug})


def automatic(choice: Choice, *, on: bool, order: Sequence[str]) -> Choice:
    """The most used first by itself from now on; or no longer, and everything stays where it is."""
    return replace(choice, by_use=on, order=tuple(order))


def by_use(slugs: Sequence[str], uses: Collection[tuple[str, date, int]], today: date) -> list[str]:
    """The slugs by use, what is lately used counting more; equal ones stay as they are.

    What is used today counts from tomorrow on, so that nothing changes its place twice a day.
    """
    weights = dict.fromkeys(slugs, 0.0)
    for slug, day, count in uses:
        if slug in weights and day < today:
            weights[slug] += count * float(0.5 ** ((today - day) / HALF_LIFE))
    return sorted(slugs, key=lambda slug: -weights[slug])


def opened_today(kept: Any, question_id: int, today: date) -> list[Any] | None:
    """What a browser has opened, as it is kept for it (the day, then the questions), with one more.

    None where that one counts no more: each question counts once a day, and one browser adds only so many.
    """
    day = today.isoformat()
    ids = kept[1:] if isinstance(kept, list) and kept[:1] == [day] else []
    return None if question_id in ids or len(ids) >= OPENINGS_MOST else [day, *ids, question_id]


def next_step(*, listed: bool, state: str, stage: str, answers: int, waits: float | None) -> str:
    """What happens next with a reader's own question, as a slug."""
    if not listed:
        return "held"
    if state == "needs-info":
        return "tell-more"
    if stage in {"tier-1", "tier-2"}:
        return "with-team"
    if answers:
        return "say-solved"
    if stage == "customer-rep":
        return "with-rep"
    return "asked-helpers" if waits else "team-next"
