"""What the page, the file and the interface for programs say of a period: the same numbers everywhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from moderation.transparency import queries, rules
from moderation.transparency.rules import Step, Wait

NEW: Final = ("gate:published", "gate:review", "gate:held")
REFUSALS: Final = ("act:review-refuse", "act:review-spam")
TAKEN_BACK: Final = ("undone:refuse", "undone:spam")  # of these, a moment later
# Acts that say something about one person; small numbers of them are not shown.
PERSONAL: Final = (
    "sanction-",
    "appeal-",
    "private-",
    "suspended",
    "role-changed",
    "licence-",
    "points-",
    "integrity-",
)
# What members did, and what the site did by itself, is no act of staff.
SANCTIONS: Final = ("sanction-warn", "sanction-limit", "sanction-suspend")
REMOVALS: Final = (*REFUSALS, "act:post-hidden", "act:post-deleted")
MADE: Final = ("appeal-opened",)


@dataclass(frozen=True, slots=True)
class Period:
    """The counts of a stretch of days. None stands for a count that is too small to be shown."""

    days: int
    steps: Sequence[Step]
    counts: Mapping[str, int]
    review: Wait
    appeal: Wait

    @property
    def first(self) -> date:
        return self.steps[0].first

    @property
    def last(self) -> date:
        return self.steps[-1].last

    @property
    def posted(self) -> int:
        return self.of(*NEW)

    @property
    def refused(self) -> int:
        return refused_in(self)

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())

    def of(self, *keys: str) -> int:
        return sum(self.counts.get(key, 0) for key in keys)

    def named(self, prefix: str) -> list[tuple[str, int]]:
        """Counts whose key begins with `prefix`, without it, the most frequent first."""
        found = [
            (key.removeprefix(prefix), n) for key, n in self.counts.items() if key.startswith(prefix) and n
        ]
        return sorted(found, key=lambda row: (-row[1], row[0]))

    def acts(self) -> list[tuple[str, int | None]]:
        """Every kind of act with its count, the most frequent first."""
        return [(act, rules.guarded(n) if act.startswith(PERSONAL) else n) for act, n in self.named("act:")]

    def sanctions(self) -> list[tuple[str, int | None]]:
        """Sanctions by kind."""
        return [(act, rules.guarded(self.of(f"act:{act}"))) for act in SANCTIONS]

    @property
    def removed(self) -> int | None:
        """Posts that somebody refused, hid or deleted; each of these acts takes one away."""
        return rules.guarded(max(0, self.of(*REMOVALS) - self.of(*TAKEN_BACK)))

    @property
    def appeals(self) -> tuple[int | None, int | None, int | None]:
        """Appeals made, granted, refused."""
        made = self.of(*(f"act:{act}" for act in MADE))
        return tuple(
            map(
                rules.guarded,
                (made, self.of("act:appeal-granted", "act:appeal-partly"), self.of("act:appeal-refused")),
            )
        )  # type: ignore[return-value]

    @property
    def revealed(self) -> int | None:
        """How often somebody of the team looked at private data."""
        return rules.guarded(self.of("act:private-data-revealed"))

    def rows(self) -> Iterator[tuple[str, str, str, int | str]]:
        """All of it, a line each, for a file."""
        for step in self.steps:
            counted = {"posted": step.of(*NEW), "held": step.of("gate:held"), "refused": refused_in(step)}
            for what, count in counted.items():
                yield what, step.first.isoformat(), step.last.isoformat(), count
        span = self.first.isoformat(), self.last.isoformat()
        for what in ("finding", "flag", "by"):
            for name, count in self.named(f"{what}:"):
                yield f"{what}:{name}", *span, count
        for act, guarded in self.acts():
            yield f"act:{act}", *span, f"<{rules.FEWEST}" if guarded is None else guarded
        for name, wait in (("review", self.review), ("appeal", self.appeal)):
            if wait.median is not None and wait.ninetieth is not None and wait.count >= rules.FEWEST:
                yield f"{name}:median-seconds", *span, wait.median
                yield f"{name}:ninetieth-seconds", *span, wait.ninetieth


def refused_in(part: Step | Period) -> int:
    """Posts that somebody refused, without what was taken back a moment later."""
    return max(0, part.of(*REFUSALS) - part.of(*TAKEN_BACK))


def of_period(days: int) -> Period:
    """The last `days` days, today among them."""
    steps = queries.steps(days)
    counts = rules.total(steps)
    return Period(days, steps, counts, rules.wait(counts, "review"), rules.wait(counts, "appeal"))
