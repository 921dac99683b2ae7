"""Pure rules that turn scores into what the gate does: publish, publish and review, hold or refuse."""

from collections.abc import Mapping

from moderation.triage.records import Message, Score, Verdict

# Two thresholds with a human middle: from the first on a person looks, from the second on before anyone else does.
HOLD_FROM = {"spam": 0.86, "abuse": 0.9, "gibberish": 0.7}
REFUSE_FROM = 0.985
EMPTY = 0.12


def decide(message: Message, scores: Mapping[str, Score]) -> Verdict:
    """The strictest answer that any score calls for; a known member is never refused outright."""
    stranger = (message.author_level or 0) <= 0
    if stranger and scores["spam"].value >= REFUSE_FROM and len(scores["spam"].evidence) > 1:
        return Verdict.REFUSE
    if any(scores[slug].value >= threshold for slug, threshold in HOLD_FROM.items()):
        return Verdict.HOLD
    if scores["quality"].value < EMPTY:
        return Verdict.HOLD
    if any(scores[slug].fired for slug in HOLD_FROM) or not scores["quality"].fired:
        return Verdict.REVIEW
    return Verdict.PUBLISH
