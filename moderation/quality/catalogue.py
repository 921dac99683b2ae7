"""Every check of the gate, one entry each; gate, findings panel and rehearsal walk this list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.judging import Finding
from moderation.quality.checks import author, form, meaning
from moderation.quality.rules import PostFacts

EVERYTHING: Final = frozenset({"question", "answer", "comment"})
LONG: Final = frozenset({"question", "answer"})


@dataclass(frozen=True, slots=True)
class Check:
    """One check: a pure function of the facts that returns a finding or nothing."""

    slug: str
    detect: Callable[[PostFacts], Finding | None]
    kinds: frozenset[str] = EVERYTHING


CHECKS: Final = Catalogue(
    [
        Check("substance", form.substance),
        Check("title", form.title, frozenset({"question"})),
        Check("shouting", form.shouting),
        Check("repeated-text", form.repeated_text),
        Check("gibberish", meaning.gibberish),
        Check("spam", meaning.spam),
        Check("abuse", meaning.abuse),
        Check("private-data", meaning.private_data),
        Check("links", author.links),
        Check("first-posts", author.first_posts, LONG),
        Check("identical", author.identical),
        Check("near-duplicate", author.near_duplicate, frozenset({"question"})),
        Check("lists", author.lists),
    ]
)


def findings(facts: PostFacts) -> list[Finding]:
    """What all checks for this kind of post found, in the catalogue's order."""
    found = (check.detect(facts) for check in CHECKS if facts.kind in check.kinds)
    return [finding for finding in found if finding is not None]
