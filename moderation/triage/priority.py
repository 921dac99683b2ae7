"""Pure rules for how soon staff should look: severity, anger, waiting and, a little, influence."""

import math
from collections.abc import Mapping

from moderation.triage.records import Priority, Score

SEVERITY_SHARE, ANGER_SHARE, WAITING_SHARE, INFLUENCE_SHARE = 0.50, 0.25, 0.15, 0.10
# What a certain finding of each kind is worth as severity.
SEVERITY_OF = {
    "safety": 1.0,
    "legal": 0.85,
    "pii": 0.6,
    "account": 0.55,
    "complaint": 0.6,
    "churn": 0.6,
    "expertise": 0.45,
}
_BANDS = ((0.52, Priority.P1), (0.36, Priority.P2), (0.18, Priority.P3))
# From here on somebody may get hurt: that comes first, however calmly it is told.
_DANGER = 0.97
_ORDER = (Priority.P1, Priority.P2, Priority.P3, Priority.P4)
_FULL_WAIT_MINUTES = 8 * 60
_BAND_PER_MINUTES = 24 * 60
_FULL_INFLUENCE = 6.0  # a million followers, as a power of ten
_OF_STANDING, _HIGHEST_LEVEL = 0.2, 10


def severity(scores: Mapping[str, Score]) -> float:
    """The gravest matter found, 0..1, each weighed by how sure its detector is; danger counts in full."""
    return max(
        worth * (min(1.0, scores[slug].value + 0.1) if scores[slug].fired else 0.3 * scores[slug].value)
        for slug, worth in SEVERITY_OF.items()
    )


def waiting(minutes: float) -> float:
    """How long the need has waited, 0..1; a working day is all of it."""
    return max(0.0, min(1.0, minutes / _FULL_WAIT_MINUTES))


def influence(followers: int, level: int = 0) -> float:
    """Reach on a logarithmic scale, 0..1; a high level in the community adds a little."""
    standing = _OF_STANDING * min(_HIGHEST_LEVEL, max(0, level)) / _HIGHEST_LEVEL
    return min(1.0, math.log10(1 + max(0, followers)) / _FULL_INFLUENCE + standing)


def points(*, severity: float, anger: float, waiting: float, influence: float) -> float:
    """The weighted sum that is shown to staff, 0..1."""
    return (
        SEVERITY_SHARE * severity
        + ANGER_SHARE * anger
        + WAITING_SHARE * waiting
        + INFLUENCE_SHARE * influence
    )


def _band(total: float) -> int:
    return next((at for at, (floor, _) in enumerate(_BANDS) if total >= floor), len(_BANDS))


def band(*, severity: float, anger: float, waited_minutes: float, influence: float) -> Priority:
    """The band of the sum; influence moves it by one at most, and each full day of waiting lifts it by one."""
    waited = waiting(waited_minutes)
    alone = _band(points(severity=severity, anger=anger, waiting=waited, influence=0.0))
    reached = _band(points(severity=severity, anger=anger, waiting=waited, influence=influence))
    if severity >= _DANGER:
        return Priority.P1
    lifted = max(reached, alone - 1) - int(max(0.0, waited_minutes) // _BAND_PER_MINUTES)
    return _ORDER[max(0, lifted)]
