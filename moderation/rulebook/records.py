"""Rehearsals as programs see them."""

from typing import Any

from moderation.rulebook.rehearsal import Rehearsal, Seen


def rehearsal(found: Rehearsal) -> dict[str, Any]:
    """A rehearsal as JSON."""
    return {
        "days": found.days,
        "posts": found.total,
        "looked_at": found.looked,
        "would_raise": found.raised,
        "kept": [_item(each) for each in found.kept],
        "new": [_item(each) for each in found.new],
        "no_more": [_item(each) for each in found.gone],
    }


def _item(seen: Seen) -> dict[str, Any]:
    """One question of a rehearsal as JSON."""
    return {
        "question_id": seen.question_id,
        "title": seen.title,
        "post_id": seen.post_id,
        "at": seen.at.isoformat(),
        "score": round(seen.score, 4),
        "evidence": list(seen.quotes),
        "case_id": seen.case_id,
        "verdict": seen.verdict or None,
        "with_staff_anyway": seen.elsewhere,
    }
