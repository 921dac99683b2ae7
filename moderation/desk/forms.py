"""What a browser may send from a case."""

from collections.abc import Mapping

from moderation.escalation.privacy import Choice, Privacy

_CHOICES = frozenset(each.value for each in Choice)


def privacy(given: Mapping[str, str]) -> Privacy:
    """What shall become of private data in a reply; nothing known is read as "ask"."""
    chosen = given.get("private", "")
    return Privacy(
        Choice(chosen if chosen in _CHOICES else ""), given.get("reason", ""), given.get("seen", "")
    )
