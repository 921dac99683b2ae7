"""Who may have an opinion on an item: not on one's own post or edit; peers not on their report, and not twice.

And what of an item a peer reads: its post while it waits, and afterwards no more than the thread shows.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select

from community.accounts.models import Member
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import MODERATORS, STAFF, Actor
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from community.posts import queries as post_queries
from community.posts.models import EditSuggestion, Post, PostStatus
from moderation.flags.models import Flag
from moderation.flags.rules import FlagState
from moderation.review import rules
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemState


def binds(by: Actor) -> bool:
    """Whether this person's decision needs nobody's agreement."""
    return by.moderates or by.is_staff


def reads(item: ReviewItem, by: Actor) -> bool:
    """Whether the post of an item is shown to `by`; whoever decided a moment ago may look whether to undo it."""
    if binds(by) or item.post_id is None or item.state in rules.TO_DECIDE | rules.SPOT_CHECKS:
        return True
    own = item.decided_by_id == by.member_id
    if own and rules.may_undo(item.decided_at, clock.now(), threshold("undo_seconds")):
        return True
    return bool(post_queries.seen_in_place([post_queries.post_or_404(item.post_id)], by))


def read_by(by: Actor) -> list[ColumnElement[bool]]:
    """The same as conditions on items, for lists, where nobody looks for what they decided a moment ago."""
    if binds(by):
        return []
    posts, above, remark = Post.__table__, Post.__table__.alias(), Comment.__table__
    in_sight = exists().where(posts.c.id == ReviewItem.post_id, posts.c.status == PostStatus.PUBLISHED)
    place = or_(
        above.c.id == ReviewItem.thread_id,
        above.c.id.in_(select(remark.c.parent_id).where(remark.c.id == ReviewItem.post_id)),
    )
    covered = exists().where(place, above.c.status != PostStatus.PUBLISHED)
    waits = ReviewItem.state == ItemState.OPEN
    return [or_(waits, ReviewItem.post_id.is_(None), and_(in_sight, ~covered))]


def above_read_by(above: Sequence[Post], by: Actor) -> list[Post]:
    """Of what a post stands beneath, what `by` may read: also what waits in the queue itself."""
    return [each for each in above if each.status == PostStatus.HELD or post_queries.sees(each, by)]


def ensure_entitled(item: ReviewItem, by: Actor) -> None:
    """Raise NotAllowed or Conflict, saying why, when `by` may not decide on this item."""
    if item.post_id is None:
        return
    if post_queries.post_or_404(item.post_id).author_id == by.member_id:
        raise NotAllowed(N_("Somebody else decides on your own post."))
    if item.suggestion_id is not None and _suggested(item.suggestion_id, by):
        raise NotAllowed(N_("Somebody else decides on your own edit."))
    if binds(by):  # what they have reported themselves counts for nothing once they decide
        return
    if db.session.scalar(select(_reported(by.id, item.post_id))):
        raise NotAllowed(
            N_(
                "You reported this post. Take your report back to decide yourself, or let somebody else decide."
            )
        )
    if item.disputed:
        raise Conflict(N_("Reviewers do not agree here, so a moderator decides."))
    if db.session.scalar(select(_has_spoken(by.id, item.id, item.post_id))):
        raise Conflict(N_("You have said what you think; others say it now."))


def open_to(member_id: int) -> list[ColumnElement[bool]]:
    """The same as conditions on items (joined with nothing), for choosing the next one."""
    appointed = exists().where(Member.id == member_id, Member.role.in_([*MODERATORS, *STAFF]))
    own_edit = exists().where(
        EditSuggestion.id == ReviewItem.suggestion_id, EditSuggestion.author_id == member_id
    )
    return [
        ~own_edit,
        or_(
            appointed,
            and_(
                ~ReviewItem.disputed,
                ~_reported(member_id, ReviewItem.post_id),
                ~_has_spoken(member_id, ReviewItem.id, ReviewItem.post_id),
            ),
        ),
    ]


def _suggested(suggestion_id: int, by: Actor) -> bool:
    return post_queries.suggestion_or_404(suggestion_id).author_id == by.member_id


def _reported(member_id: int, post_id: object) -> ColumnElement[bool]:
    return exists().where(Flag.post_id == post_id, Flag.flagger_id == member_id, Flag.state == FlagState.OPEN)


def _has_spoken(member_id: int, item_id: object, post_id: object) -> ColumnElement[bool]:
    """On the text as it stands: who spoke before an edit may speak again."""
    posts = Post.__table__.alias().c  # its own, whatever the query around it joins
    return exists().where(
        ReviewDecision.item_id == item_id,
        ReviewDecision.reviewer_id == member_id,
        posts.id == post_id,
        ReviewDecision.revision >= posts.revision_count,
    )
