"""What the forms of the queue send."""

from collections.abc import Mapping

from community.kernel.addresses import number_in
from community.kernel.errors import NotFound
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision

MOST_QUOTES = 20


def opinion_of(given: Mapping[str, str]) -> Opinion:
    """The decision that a form asks for; raises NotFound for one that does not exist."""
    wanted = given.get("decision", "")
    if wanted not in set(Decision):
        raise NotFound
    return Opinion(
        Decision(wanted),
        reason=given.get("reason") or None,
        words=_own(given, "words"),
        title=_own(given, "title"),
        body=_own(given, "body"),
        tags=tuple(_own(given, "tags").replace(",", " ").split()),
        quotes=quotes_of(given.get("quotes", "")),
        original=given.get("other", "").strip() or given.get("original", ""),
        merge=bool(given.get("merge")),
    )


def _own(given: Mapping[str, str], name: str) -> str:
    """A field that several decisions of the same page have, each its own."""
    return given.get(f"{given.get('decision', '')}-{name}") or given.get(name, "")


def quotes_of(text: str) -> tuple[str, ...]:
    """Words to cover, one to a line."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line)[:MOST_QUOTES]


def numbers_of(text: str, most: int) -> list[int]:
    """The ids in a list with commas; what is none is left out."""
    return [found for part in text.split(",")[:most] if (found := number_in(part)) is not None]
