"""What a browser may send about sanctions."""

from typing import Any

from moderation.sanctions.checking import Order
from moderation.sanctions.rules import IMPOSED, MOST_POSTS, Kind

LARGEST = 2**31 - 1  # what a column of ids holds
UNTIL_LIFTED = "none"


def number(text: str) -> int | None:
    """A whole number that was typed, or nothing."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))):
        return None
    return int(text) if int(text) <= LARGEST else None


def kind_of(given: Any) -> Kind | None:
    """What is to be done, where that was said."""
    kind = given.get("kind", "")
    return Kind(kind) if kind in set(IMPOSED) else None


def posts_of(given: Any) -> tuple[int, ...]:
    """The posts that were named; one more than allowed, so that the rules can say so."""
    found = [number(each) for each in given.getlist("post")[: MOST_POSTS + 1]]
    return tuple(each for each in found if each is not None)


def order_of(given: Any) -> Order:
    """What the form asks for; whether it may be is for the rules to say."""
    kind, days = kind_of(given) or Kind.REMOVAL, given.get("days", "")
    return Order(
        kind=kind,
        reason=given.get("reason", ""),
        words=given.get("words", ""),
        note=given.get("note", ""),
        limit=given.get("limit", ""),
        template=given.get("template", ""),
        days=None if days == UNTIL_LIFTED or kind is Kind.WARN else number(days) or 0,
        post_ids=posts_of(given),
        item_id=number(given.get("item", "")),
    )
