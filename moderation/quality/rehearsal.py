"""What a change of the gate would have done to the posts of the last days. Changes nothing."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import select

from community.kernel.db import db
from community.kernel.findings import restored
from community.kernel.judging import Finding, Verdict
from community.posts.models import Post
from moderation.quality import past
from moderation.quality.bounds import SEVERITY, Setting
from moderation.quality.catalogue import CHECKS, finding_of
from moderation.quality.models import GateFinding
from moderation.quality.past import Past
from moderation.quality.rules import PostFacts, judgement

SECONDS: Final = 4.0  # of processor time; then it says how far it came
SHOWN: Final = 100
WRONG: Final = frozenset({"refuse", "spam"})

Detect = Callable[[PostFacts], Finding | None]


@dataclass(frozen=True, slots=True)
class Change:
    """A post that would have gone another way, with the finding that makes the difference."""

    post: Post
    before: Verdict
    after: Verdict
    finding: Finding | None
    decision: str | None  # what a moderator decided about it since

    @property
    def stricter(self) -> bool:
        return SEVERITY[self.after] > SEVERITY[self.before]

    @property
    def outcome(self) -> str:
        """Caught or wrongly held, missed or freed, where a moderator has decided; "open" otherwise."""
        if self.decision is None:
            return "open"
        bad = self.decision in WRONG
        if self.stricter:
            return "caught" if bad else "wrong"
        return "missed" if bad else "freed"


@dataclass
class Rehearsal:
    """What was looked at, the verdicts before and after, and the posts where they differ."""

    total: int
    looked: int = 0
    before: Counter[Verdict] = field(default_factory=Counter)
    after: Counter[Verdict] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    unknown: bool = False  # what this check goes by was not written down with old posts

    @property
    def outcomes(self) -> Counter[str]:
        return Counter(change.outcome for change in self.changes)


def rehearse(
    before: Mapping[str, Setting],
    after: Mapping[str, Setting],
    posts: Past | None = None,
    *,
    seconds: float = SECONDS,
) -> Rehearsal:
    """Walk the posts of the last days with old and new settings; only checks that differ are asked anew."""
    changed = [check for check in CHECKS if before[check.slug] != after[check.slug]]

    def under(settings: Mapping[str, Setting], slug: str) -> Detect:
        check = CHECKS[slug]
        if slug in past.AS_KEPT:
            check = replace(
                check, detect=lambda facts: next((f for f in facts.kept if f.check == slug), None)
            )
        return lambda facts: finding_of(check, facts, settings[slug])

    return rehearse_checks(
        {check.slug: (under(before, check.slug), under(after, check.slug)) for check in changed},
        posts,
        seconds=seconds,
    )


def rehearse_checks(
    replaced: Mapping[str, tuple[Detect, Detect]], posts: Past | None = None, *, seconds: float = SECONDS
) -> Rehearsal:
    """The same for any checks, each given as what it says now and what it would say: a list entry, for example.

    Findings of all other checks are those that were kept with each post.
    """
    walked = posts or past.last_days()
    names = frozenset(replaced)
    found = Rehearsal(total=walked.total, unknown=bool(names) and names <= past.UNKNOWN)
    decisions = _decisions(walked)
    until = time.process_time() + seconds
    for post, facts in past.facts_of(walked.posts, names):
        others = [each for each in map(restored, post.findings) if each.check not in names]
        old = [now(facts) for now, _ in replaced.values()]
        new = [then(facts) for _, then in replaced.values()]
        one, other = (
            judgement([*others, *filter(None, some)], trusted=facts.trusted).verdict for some in (old, new)
        )
        found.looked += 1
        found.before[one] += 1
        found.after[other] += 1
        if one is not other:
            telling = next((each for each in (*new, *old) if each is not None), None)
            found.changes.append(Change(post, one, other, telling, decisions.get(post.id)))
        if time.process_time() > until:
            break
    return found


def _decisions(walked: Past) -> dict[int, str]:
    """What was decided about these posts."""
    ids = [post.id for post in walked.posts]
    rows = select(GateFinding.post_id, GateFinding.decision).where(
        GateFinding.post_id.in_(ids), GateFinding.decision.is_not(None)
    )
    return {post_id: decision for post_id, decision in db.session.execute(rows) if decision is not None}
