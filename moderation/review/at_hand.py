"""What is kept of an item in the queue and of its post, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, or_, select

from community.accounts.models import Member
from community.kernel.sheaf import Sheaf
from community.posts.models import EditSuggestion, Post, Revision
from moderation.flags.models import Flag
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemKind, ItemState

MOST_EARLIER: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """All of it. `earlier` are the last decisions on the post, the latest first; `said` those on the item itself.

    `revisions` is the state of the post that the latest of them was about.
    """

    flags: Sequence[Flag]
    said: Sequence[ReviewDecision]
    earlier: Sequence[ReviewDecision]
    reviewers: Sequence[Member]
    revisions: Sequence[Revision]
    suggestions: Sequence[EditSuggestion]

    def reviewer(self, decision: ReviewDecision) -> Member | None:
        """Whose decision it is; None where they left."""
        return next((each for each in self.reviewers if each.id == decision.reviewer_id), None)


def read(item: ReviewItem, post: Post, *, earlier: bool) -> AtHand:
    """All of it for one item and its post; with what was decided `earlier`, or without."""
    sheaf = Sheaf()
    of_post = select(ReviewItem.id).where(ReviewItem.post_id == post.id)
    others = and_(
        ReviewItem.id != item.id,
        ReviewItem.kind != ItemKind.EDIT,  # was about an edit, not about the post
        ReviewItem.state == ItemState.DECIDED,
    )
    before = ReviewDecision.item_id.in_(of_post.where(others))
    here = ReviewDecision.item_id == item.id
    # One list of items, since all decisions would be looked through for being of this one or of one of those.
    either = ReviewDecision.item_id.in_(of_post.where(or_(ReviewItem.id == item.id, others)))
    latest = [ReviewDecision.item_id.desc(), ReviewDecision.id.desc()]
    last = select(ReviewDecision.created_at).where(before).order_by(*latest).limit(1).scalar_subquery()
    spoke = select(ReviewDecision.reviewer_id).where(either if earlier else here)
    then = (Revision.post_id == post.id, Revision.created_at <= last)
    suggested = EditSuggestion.id == (item.suggestion_id or 0)
    found = AtHand(
        flags=sheaf.list_of(Flag, Flag.post_id == post.id, order=[Flag.id], beside=["flagger"]),
        said=sheaf.list_of(ReviewDecision, here, order=[ReviewDecision.id]),
        earlier=sheaf.list_of(ReviewDecision, before, order=latest, most=MOST_EARLIER) if earlier else [],
        reviewers=sheaf.list_of(Member, Member.id.in_(spoke)),
        revisions=sheaf.list_of(Revision, *then, order=[Revision.number.desc()], most=1) if earlier else [],
        suggestions=sheaf.list_of(EditSuggestion, suggested, beside=["author"]) if item.suggestion_id else [],
    )
    sheaf.read()
    return found
