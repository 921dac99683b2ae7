"""What makes decisions of reviewers right or wrong afterwards, and what takes spot checks away."""

from sqlalchemy import select

from community.kernel import events
from community.kernel.db import db
from community.posts.models import Post
from community.posts.rules import BY_AUTHOR
from moderation.review.models import ReviewDecision
from moderation.reviewers import queries, services


def reviewed(event: events.ReviewDecided) -> None:
    """A moderator decided otherwise about the same text than reviewers did before."""
    if event.decision == "staff":
        return  # says nothing about the post
    bound = db.session.scalar(
        select(ReviewDecision.id)
        .where(ReviewDecision.item_id == event.item_id, ReviewDecision.binding)
        .limit(1)
    )
    if bound is not None:
        services.overturn(event.post_id, queries.BY_DECISION, agreeing_with=event.decision)


def review_undone(event: events.ReviewUndone) -> None:
    """The moderator took it back: whoever had decided otherwise is right again."""
    services.uphold_again(event.post_id)


def appeal_decided(event: events.AppealDecided) -> None:
    """An appeal was granted: removing the post was wrong."""
    if event.granted and event.post_id is not None:
        services.overturn(event.post_id, "appeal")


def taken_away(event: events.PostHidden) -> None:
    """What its author deletes is shown to nobody as an example."""
    if event.reason == BY_AUTHOR:
        services.forget_copies([event.post_id])


def dropped(event: events.PostWithdrawn | events.PostDropped) -> None:
    """The same for what was out of sight already, whoever deleted it."""
    services.forget_copies([event.post_id])


def masked(event: events.PostMasked) -> None:
    """A copy would show what is covered now, or cover what is shown now."""
    services.forget_copies([event.post_id])


def left(event: events.MemberClosed) -> None:
    """Nor what somebody wrote who has left."""
    services.forget_copies(list(db.session.scalars(select(Post.id).where(Post.author_id == event.member_id))))
