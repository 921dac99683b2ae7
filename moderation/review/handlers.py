"""What fills and clears the queue."""

from community.kernel import events, regret
from community.posts import vault
from community.posts.queries import post_or_404
from moderation.flags import services as flags
from moderation.flags.catalogue import REASONS
from moderation.flags.queries import open_flags
from moderation.review import opening, rules
from moderation.review.rules import ItemKind


def hold(event: events.PostHeld) -> None:
    """A post was kept back: somebody must look."""
    opening.open_item(event.post_id, rules.kind_of(event.findings), event.findings, held=True)
    opening.follow(event.post_id)


def look_afterwards(event: events.PostPublished) -> None:
    """A post was published with a doubt."""
    if event.review:
        opening.open_item(event.post_id, rules.kind_of(event.findings), event.findings)


def suggested(event: events.EditSuggested) -> None:
    opening.open_item(event.post_id, ItemKind.EDIT, suggestion_id=event.suggestion_id, ahead=event.first)


def suggestion_decided(event: events.EditSuggestionDecided) -> None:
    """A suggestion was decided, perhaps by the author of the post: what is left waits on."""
    item = opening.open_item_of(event.post_id)
    if item is None or item.suggestion_id != event.suggestion_id:
        return
    if item.kind == ItemKind.EDIT:
        opening.settle(event.post_id)
        opening.open_left_suggestion(post_or_404(event.post_id))
    else:
        item.suggestion_id = None


def gone(event: events.PostHidden) -> None:
    """What is out of sight needs no look, unless it was held for one."""
    if event.reason != "held":
        opening.settle(event.post_id, keep=frozenset({ItemKind.FLAG}))
    opening.follow(event.post_id)


def withdrawn(event: events.PostWithdrawn) -> None:
    """Nobody need look at what its author deleted before anybody saw it."""
    opening.settle(event.post_id)


def back(event: events.PostRestored) -> None:
    """A post is in sight again; whoever looks must know, and edits that were suggested before wait once more."""
    opening.follow(event.post_id)
    undone = regret.is_silent()  # then it has an item of its own
    if not undone and opening.open_item_of(event.post_id) is None:
        opening.open_left_suggestion(post_or_404(event.post_id))


def edited(event: events.PostEdited) -> None:
    """New words may be in another language."""
    opening.follow(event.post_id)


def merged(event: events.QuestionMerged) -> None:
    """Answers and comments went over to another thread, and what waits about them with them."""
    opening.move((*event.moved_answer_ids, event.into_id), event.into_id)


def published(event: events.PostPublished) -> None:
    """A held post was released in another way."""
    if not (event.new or event.review):
        opening.settle(event.post_id)


def flagged(event: events.FlagRaised) -> None:
    """A member reported a post."""
    opening.open_item(
        event.post_id, ItemKind.FLAG, (event.reason,), flag_weight=flags.open_weight(event.post_id)
    )


def unmask_asked(event: events.UnmaskAsked) -> None:
    """An author says that what is covered is not private."""
    opening.open_item(event.post_id, ItemKind.FLAG, (rules.UNMASK_ASKED,))


def unmask_decided(event: events.PostMasked | events.UnmaskRefused) -> None:
    """What an author asked for was decided on the page of covered parts."""
    if any(each.asked_at is not None for each in vault.entries(event.post_id)):
        return  # something else was covered or shown meanwhile
    item = opening.open_item_of(event.post_id)
    if item is not None and set(item.findings) == {rules.UNMASK_ASKED}:
        opening.settle(event.post_id)
        opening.open_left_suggestion(post_or_404(event.post_id))


def flag_closed(event: events.FlagClosed) -> None:
    """The last report of a post was taken back or grew old: where nothing else waits, nobody need look."""
    item = opening.open_item_of(event.post_id)
    only_reports = (
        item is not None
        and item.kind == ItemKind.FLAG
        and set(item.findings) <= {each.slug for each in REASONS}
    )
    post = post_or_404(event.post_id)
    if only_reports and post.is_visible and not open_flags(post.id):
        opening.settle(post.id)
        opening.open_left_suggestion(post)
