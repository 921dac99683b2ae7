"""From which score on a check does what, and what a site may set about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from community.kernel.judging import Verdict

ORDER: Final = (Verdict.PUBLISH, Verdict.REVIEW, Verdict.HOLD, Verdict.REFUSE)
SEVERITY: Final = {verdict: number for number, verdict in enumerate(ORDER)}
GRAVE: Final = (Verdict.REFUSE, Verdict.HOLD, Verdict.REVIEW)
STEPS: Final = ("tell", "review", "hold", "refuse")
KINDS: Final = ("question", "answer", "comment")


def weaker(one: Verdict, other: Verdict) -> Verdict:
    """The friendlier of two verdicts."""
    return min(one, other, key=SEVERITY.__getitem__)


def stricter(one: Verdict, other: Verdict) -> Verdict:
    """The graver of two verdicts."""
    return max(one, other, key=SEVERITY.__getitem__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Scores from which a check tells the author, asks for a look afterwards, holds, refuses; None: never."""

    tell: float | None = None
    review: float | None = None
    hold: float | None = None
    refuse: float | None = None

    def verdict(self, score: float) -> Verdict | None:
        """What this score calls for; None when there is nothing to say."""
        for step, verdict in zip(reversed(STEPS[1:]), GRAVE, strict=True):
            bound: float | None = getattr(self, step)
            if bound is not None and score >= bound:
                return verdict
        return Verdict.PUBLISH if self.tell is not None and score >= self.tell else None

    @property
    def in_order(self) -> bool:
        """Whether graver verdicts need higher scores."""
        given = [bound for bound in (getattr(self, step) for step in STEPS) if bound is not None]
        return all(one <= other for one, other in pairwise(given))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How one check works on a site."""

    on: bool = True
    bounds: Bounds | None = None  # None: the check says the verdict itself
    strongest: Verdict = Verdict.REFUSE  # what it may do to the posts of newcomers
    strongest_known: Verdict = Verdict.REFUSE  # and to those of everybody else
    exempt_level: int | None = None  # members of this level and above pass it unseen
    kinds: frozenset[str] = frozenset(KINDS)

    def concerns(self, kind: str, level: int) -> bool:
        """Whether posts of this kind by members of this level pass through the check."""
        return self.on and kind in self.kinds and (self.exempt_level is None or level < self.exempt_level)

    def verdict(self, score: float | None, own: Verdict, *, newcomer: bool) -> Verdict | None:
        """What a score comes to here; a check without bounds says `own`."""
        found = self.bounds.verdict(score) if self.bounds is not None and score is not None else own
        return None if found is None else weaker(found, self.strongest if newcomer else self.strongest_known)

    def plain(self) -> dict[str, Any]:
        """The setting as JSON, to be kept or told."""
        bounds = self.bounds
        return {
            "on": self.on,
            "bounds": {step: getattr(bounds, step) for step in STEPS} if bounds is not None else None,
            "strongest": str(self.strongest),
            "strongest_known": str(self.strongest_known),
            "exempt_level": self.exempt_level,
            "kinds": [kind for kind in KINDS if kind in self.kinds],
        }

    def changed(self, given: Mapping[str, Any]) -> "Setting":
        """This setting with what `given` (as of `plain`) says otherwise; unknown words are left aside."""
        verdicts = {
            name: Verdict(given[name])
            for name in ("strongest", "strongest_known")
            if given.get(name) in set(Verdict)
        }
        bounds = self.bounds
        if bounds is not None and isinstance(given.get("bounds"), Mapping):
            bounds = replace(
                bounds, **{step: given["bounds"][step] for step in STEPS if step in given["bounds"]}
            )
        return replace(
            self,
            on=bool(given.get("on", self.on)),
            bounds=bounds,
            exempt_level=given.get("exempt_level", self.exempt_level),
            kinds=frozenset(given["kinds"]) & frozenset(KINDS) if "kinds" in given else self.kinds,
            **verdicts,
        )
