"""Rules that a site makes itself: conditions on scores and facts, which must all hold; pure.

A condition is plain JSON: {"what": …} with `least` or `most` for numbers, `name` for a detector, `any` for lists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from community.kernel.text import fold
from community.routing.rules import MoveReason
from moderation.escalation.rules import TIER_1, EscalationRule, Evidence, Facts
from moderation.triage.catalogue import DETECTORS

PREFIX: Final = "own-"  # of the slugs of such rules
LISTS: Final = ("tag", "lang", "channel", "kind", "words")
NUMBERS: Final = ("level", "followers", "contacts", "waiting")
WAITING: Final = "waiting"
KINDS: Final = ("question", "answer", "comment", "message")
SCORES: Final = (*DETECTORS, "pii")
MOST: Final = 8
MOST_WORDS: Final = 50
LONGEST_WORD: Final = 60
MOST_OF: Final = {"level": 4, "followers": 1_000_000, "contacts": 1_000, WAITING: 60 * 24 * 30}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold: a detector's score, a number between bounds, or one of a list."""

    what: str
    name: str = ""
    least: float | None = None
    most: float | None = None
    any: tuple[str, ...] = ()

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Condition":
        """A condition that was checked and kept as JSON."""
        return cls(
            what=plain["what"],
            name=plain.get("name", ""),
            least=plain.get("least"),
            most=plain.get("most"),
            any=tuple(plain.get("any", ())),
        )

    def holds(self, facts: Facts) -> Evidence | None:
        """Why it holds for these facts; None when it does not."""
        if self.what == "detector":
            score = facts.score(self.name)
            return Evidence(score.value, score.evidence) if self._between(score.value) else None
        if self.what == WAITING:
            waited = facts.silent_for
            minutes = waited.total_seconds() / 60 if waited is not None else -1.0
            return (
                Evidence(1.0, (f"{int(minutes)} min",))
                if waited is not None and self._between(minutes)
                else None
            )
        if self.what in NUMBERS:
            number = getattr(facts.scene, self.what)
            return Evidence(1.0, (f"{self.what} {number}",)) if self._between(number) else None
        found = self._found(facts)
        return Evidence(1.0, found) if found else None

    def _between(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def _found(self, facts: Facts) -> tuple[str, ...]:
        scene = facts.scene
        if self.what == "tag":
            return tuple(tag for tag in self.any if tag in scene.tags)
        if self.what == "words":
            text = fold(scene.text)
            return tuple(word for word in self.any if _stands_in(fold(word), text))
        return (getattr(scene, self.what),) if getattr(scene, self.what) in self.any else ()


def _stands_in(word: str, text: str) -> bool:
    """Whether a word stands in a text; in scripts with spaces only as a word of its own."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (_latin(word[0]) and _latin(before)) and not (_latin(word[-1]) and _latin(after)):
            return True
        at = text.find(word, at + 1)
    return False


def _latin(sign: str) -> bool:
    return bool(sign) and sign.isalnum() and sign < "\u2e80"


def _graded(condition: Condition) -> bool:
    return condition.what == "detector" and condition.least is not None


def built(slug: str, title: str, conditions: Sequence[Condition]) -> EscalationRule:
    """The rule that speaks up when all conditions hold; its score is the weakest of those of its detectors."""
    conditions = sorted(conditions, key=lambda each: each.what == "detector")  # what costs most is asked last
    graded = any(_graded(each) for each in conditions)
    waits = [each.least or 0.0 for each in conditions if each.what == WAITING]

    def detect(facts: Facts) -> Evidence | None:
        found = []
        for each in conditions:
            evidence = each.holds(facts)
            if evidence is None:
                return None
            found.append((each, evidence))
        scores = [evidence.score for each, evidence in found if _graded(each)]
        quotes = dict.fromkeys(quote for _each, evidence in found for quote in evidence.quotes)
        return Evidence(min(scores, default=1.0), tuple(quotes)[:6])

    return EscalationRule(
        slug=slug,
        title=title,
        tier=TIER_1,
        team="care",
        reason=MoveReason.SITE_RULE,
        detects=detect,
        severity=0.4,
        bound=0.0 if graded else None,
        own=True,
        waits_minutes=max(waits) if waits else None,
    )
