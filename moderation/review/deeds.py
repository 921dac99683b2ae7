"""What each decision does to the post."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import select

from community.answers import threads
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from community.posts import editing, setting_back, vault
from community.posts import services as posts
from community.posts.models import LinkKind, Post, PostLink, PostStatus
from community.questions import queries as question_queries
from community.questions import services as questions
from community.questions.models import CloseReason, Question
from community.routing import services as routing
from community.routing.models import MoveReason
from community.routing.rules import UNKNOWN, WITHDRAWALS
from moderation.masking import services as masking
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision

Notes = dict[str, Any]  # plain JSON: what taking it back needs to know beside the state of the post
OUT: Final = frozenset({PostStatus.HELD, PostStatus.REFUSED, PostStatus.HIDDEN})


def state_of(post: Post) -> Notes:
    """All of a post that a later deed may change: while it is as a decision left it, that can be taken back."""
    state = setting_back.state_of(post)
    if isinstance(post, Question):
        at = post.closed_at.isoformat() if post.closed_at else None
        state["closed"] = [at, post.close_reason, post.duplicate_of_id, post.merged_into_id]
    return state


def do(post: Post, opinion: Opinion, *, by: Actor) -> Notes:
    """Carry out a decision about a post."""
    return _DEEDS[opinion.decision](post, opinion, by)


def _approve(post: Post, _opinion: Opinion, by: Actor) -> Notes:
    if post.status in OUT:
        posts.release(post, by=by)
    return {}


def _refuse(post: Post, opinion: Opinion, by: Actor) -> Notes:
    _away(post, opinion.told, by)
    return {}


def _spam(post: Post, _opinion: Opinion, by: Actor) -> Notes:
    _away(post, "spam", by)
    return {}


def _away(post: Post, reason: str, by: Actor) -> None:
    if post.status == PostStatus.HELD:
        posts.refuse(post, reason, by=by)
        _withdraw(post, reason, by)
    elif post.status == PostStatus.PUBLISHED:
        posts.hide(post, reason, by=by)
    elif post.status == PostStatus.HIDDEN or (
        post.status == PostStatus.DELETED and post.published_at is not None
    ):
        posts.confirm_gone(post, reason, by=by)  # deleting it in time is no way round what was decided


def _withdraw(post: Post, reason: str, by: Actor) -> None:
    """What was never public and is advertising is nobody's need; a case that a rule opened for it ends."""
    if isinstance(post, Question) and reason in WITHDRAWALS and routing.state_of(post.id) is not None:
        routing.move(
            post.id,
            MoveReason.WITHDRAWN,
            rule="refused",
            inputs={"reason": reason},
            by=by,
            credit=UNKNOWN,
        )


def _to_staff(post: Post, opinion: Opinion, by: Actor) -> Notes:
    if post.status == PostStatus.HELD and opinion.reason is None:
        posts.release(post, by=by)
    routing.move(post.thread_id, MoveReason.REVIEWER, rule="reviewer", by=by, note=opinion.said)
    return {}


def _edit(post: Post, opinion: Opinion, by: Actor) -> Notes:
    ensure(by, Permission.EDIT_ANY)
    before = post.revision_count
    if isinstance(post, Question):
        tags = list(opinion.tags) or questions.tag_names(post.id)
        title = opinion.title or post.title
        questions.edit(post, title=title, body=opinion.body, tag_names=tags, comment=opinion.said, by=by)
    else:
        editing.edit(post, editing.Words(body=opinion.body, comment=opinion.said), by=by)
    if post.revision_count == before:
        raise Invalid(N_("Nothing is changed yet."), field="body")
    return _approve(post, opinion, by)


def _mask(post: Post, opinion: Opinion, by: Actor) -> Notes:
    known = {each.number for each in vault.entries(post.id)}
    count = (
        masking.mask_words(post, opinion.quotes, by=by) if opinion.quotes else masking.mask_found(post, by=by)
    )
    if not count:
        raise Invalid(
            N_("No private data was found. Write the words to cover, one to a line."), field="quotes"
        )
    _approve(post, opinion, by)
    return {"masks": sorted({each.number for each in vault.entries(post.id)} - known)}


def _duplicate(post: Post, opinion: Opinion, by: Actor) -> Notes:
    if not isinstance(post, Question):
        raise Invalid(N_("Only a question can repeat another question."), field="original")
    original = question_queries.named_question(opinion.original)
    _approve(post, opinion, by)
    if opinion.merge:
        threads.merge(post, original, by=by)
        return {"final": True}
    pair = {"from_id": post.id, "to_id": original.id, "kind": LinkKind.DUPLICATE}
    linked = db.session.scalar(select(PostLink.id).filter_by(**pair)) is not None
    before = {name: getattr(post, name) for name in ("close_reason", "closed_by_id", "duplicate_of_id")}
    was = post.closed_at.isoformat() if post.closed_at else None
    questions.close(post, CloseReason.DUPLICATE, by=by, duplicate_of=original)
    return {"closed": {**before, "closed_at": was}, "link": None if linked else original.id}


_DEEDS: Final[Mapping[Decision, Callable[[Post, Opinion, Actor], Notes]]] = {
    Decision.APPROVE: _approve,
    Decision.REFUSE: _refuse,
    Decision.SPAM: _spam,
    Decision.STAFF: _to_staff,
    Decision.EDIT: _edit,
    Decision.MASK: _mask,
    Decision.DUPLICATE: _duplicate,
}
