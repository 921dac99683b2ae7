"""Putting kept answers into a reply, with script and without, and remembering which for the count."""

from collections.abc import Mapping

from community.kernel.addresses import number_in
from community.kernel.policy import Actor
from moderation.canned.queries import one_ready, ready
from moderation.canned.services import count_use
from moderation.escalation.queries import case_or_404

__all__ = ["chosen", "count_use", "inserted", "ready"]


def inserted(case_id: int, given: Mapping[str, str], actor: Actor) -> dict[str, str]:
    """What was typed, with the response that somebody chose put beneath it."""
    kept = dict(given)
    number = number_in(given.get("insert", ""))
    if number is None:
        return kept
    response = one_ready(number, case_or_404(case_id), actor)
    typed = given.get("body", "").rstrip()
    kept["body"] = f"{typed}\n\n{response.body}" if typed else response.body
    kept["canned"] = " ".join([*given.get("canned", "").split(), str(number)])
    return kept


def chosen(given: Mapping[str, str]) -> list[int]:
    """The responses of which a reply was made."""
    return [found for each in given.get("canned", "").split() if (found := number_in(each)) is not None]
