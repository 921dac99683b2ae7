"""What the queue asks whoever watches over its reviewers, answered from above (`moderation/reviewers`).

The default watches nobody, so that the queue works without.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from community.kernel.policy import Actor
from community.posts import queries as posts
from community.posts.models import Post
from moderation.flags.models import Flag
from moderation.flags.queries import SeenFlag, seen_flags
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion


@dataclass(frozen=True, slots=True)
class Shown:
    """An item and its post as a reviewer sees them; of a spot check, the copies."""

    item: ReviewItem
    post: Post
    is_real: bool = True
    real_status: str = ""  # of the post itself, where a copy stands in front of it


class Watch:
    """Nobody is paused, nobody is checked."""

    def ensure_may_review(self, by: Actor) -> None:
        """Raise NotAllowed while `by` pauses."""

    def instead_of(self, item: ReviewItem, by: Actor, skipped: Sequence[int]) -> ReviewItem:
        """The item that `by` gets when `item` is next: this one, or a spot check."""
        return item

    def passed_over(self, item_id: int, by: Actor) -> None:
        """Somebody does not want this item: a spot check is dropped."""

    def ensure_theirs(self, item: ReviewItem, by: Actor) -> None:
        """Raise NotFound when the item is a spot check of somebody else."""

    def shown(self, item: ReviewItem) -> Shown:
        """What is shown of an item about a post, on the page and to programs."""
        return Shown(item, posts.post_or_404(item.post_id or 0))

    def open_one(self, by: Actor) -> ReviewItem | None:
        """The spot check that `by` has before them, as it is shown: it stands in their lists like any item."""
        return None

    def flags_beside(self, shown: Shown, by: Actor, flags: Sequence[Flag]) -> Sequence[SeenFlag]:
        """The reports that stand beside the post, whose `flags` are read already."""
        return seen_flags(shown.post, by, flags)

    def checked(self, item: ReviewItem, opinion: Opinion, by: Actor) -> None:
        """Take the decision on a spot check."""

    def result_of(self, item: ReviewItem) -> dict[str, Any] | None:
        """What came of a spot check that is over, None for every other item."""
        return None


_WATCH = [Watch()]


def watch() -> Watch:
    """Who watches now."""
    return _WATCH[-1]


def fill(made: Watch) -> None:
    """Let `made` watch from now on."""
    _WATCH[:] = [made]
