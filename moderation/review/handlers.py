"""What fills and clears the queue."""

from community.kernel import events
from moderation.flags import services as flags
from moderation.review import opening, rules
from moderation.review.rules import ItemKind


def hold(event: events.PostHeld) -> None:
    """A post was kept back: somebody must look."""
    opening.open_item(event.post_id, rules.kind_of(event.findings), event.findings, held=True)


def look_afterwards(event: events.PostPublished) -> None:
    """A post was published with a doubt."""
    if event.review:
        opening.open_item(event.post_id, rules.kind_of(event.findings), event.findings)


def suggested(event: events.EditSuggested) -> None:
    opening.open_item(event.post_id, ItemKind.EDIT, suggestion_id=event.suggestion_id, ahead=event.first)


def suggestion_decided(event: events.EditSuggestionDecided) -> None:
    item = opening.open_item_of(event.post_id)
    if item is not None and item.suggestion_id == event.suggestion_id:
        opening.settle(event.post_id)


def gone(event: events.PostHidden) -> None:
    """What is out of sight needs no look, unless it was held for one."""
    if event.reason != "held":
        opening.settle(event.post_id, keep=frozenset({ItemKind.FLAG}))


def published(event: events.PostPublished) -> None:
    """A held post was released in another way."""
    if not event.review:
        opening.settle(event.post_id)


def flagged(event: events.FlagRaised) -> None:
    """A member reported a post."""
    opening.open_item(
        event.post_id, ItemKind.FLAG, (event.reason,), flag_weight=flags.open_weight(event.post_id)
    )


def unmask_asked(event: events.UnmaskAsked) -> None:
    """An author says that what is covered is not private."""
    opening.open_item(event.post_id, ItemKind.FLAG, ("unmask-asked",))
