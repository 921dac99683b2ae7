"""How right the machine and the people are: rules of escalation, and decisions of reviewers; no names."""

from collections.abc import Sequence
from dataclasses import dataclass

from community.kernel.asking import Asking
from moderation.escalation import in_force
from moderation.insights.scope import Scope
from moderation.reviewers import records
from moderation.reviewers.records import Tally
from moderation.rulebook import queries as rulebook
from moderation.rulebook.rules import Precision


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: its title, and what staff said of what it raised."""

    slug: str
    title: str
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Rules that raised something, the busiest first; decisions of all reviewers, and their spot checks."""

    lines: Sequence[RuleLine]
    reviews: Tally
    passed: int
    checks: int


def accuracy(scope: Scope) -> Asking[Accuracy]:
    """Over the stretch."""
    raised, opinions = yield [rulebook.counted(scope.days), records.opinions_since(scope.since)]
    found = rulebook.read(raised)
    known = in_force.known()
    lines = [
        RuleLine(slug, known[slug].title if slug in known else slug, precision)
        for slug, precision in sorted(found.items(), key=lambda pair: (-pair[1].raised, pair[0]))
    ]
    tally, (passed, checks) = records.tally_of(opinions)
    return Accuracy(lines=lines, reviews=tally, passed=passed, checks=checks)
