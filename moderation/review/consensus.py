"""When the opinions of peers are enough, and what follows from them. Pure: opinions in, outcome out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.review.opinions import Opinion
from moderation.review.rules import REMOVING, Decision


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the opinions so far come to: a decision, a dispute that a moderator must end, or neither yet."""

    opinion: Opinion | None = None
    disputed: bool = False


def weigh(opinions: Sequence[Opinion], *, needed: int) -> Outcome:
    """What peers agree on, given their opinions on one text in the order in which they came.

    "Refuse" and "advertising" both say that the post is not to be seen, so they count together; the
    graver one, which costs points, needs enough voices of its own. Peers who cannot agree any more
    leave the matter to a moderator: `2 * needed - 1` voices would decide between any two sides.
    """
    counts = Counter(each.decision for each in opinions)
    decision = _agreed(counts, needed)
    if decision is None:
        return Outcome(disputed=len(opinions) >= 2 * needed - 1)
    return Outcome(_with_reason(decision, opinions))


def _agreed(counts: Counter[Decision], needed: int) -> Decision | None:
    if counts[Decision.SPAM] >= needed:
        return Decision.SPAM
    if sum(counts[each] for each in REMOVING) >= needed:
        return Decision.REFUSE
    others = (each for each in Decision if each not in REMOVING and counts[each] >= needed)
    return next(others, None)


def _with_reason(decision: Decision, opinions: Sequence[Opinion]) -> Opinion:
    """The decision with the reason that most gave for it (the first of equals), in the latest words for that."""
    same = [each for each in opinions if each.decision is decision]
    reasons = Counter(each.reason for each in same)
    reason = max(reasons, key=lambda each: reasons[each])
    words = [each.words for each in same if each.reason == reason and each.words.strip()]
    return Opinion(decision, reason, words[-1] if words else "")


def agrees(opinion: Decision, final: Decision) -> bool:
    """Whether an opinion went the way of the final decision: both remove, or both say the same."""
    return opinion == final or (opinion in REMOVING and final in REMOVING)
