"""Taking a decision back within seconds: everything that it did is set back, once, by whoever decided."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, null, update

from community.kernel import clock, events, mail, regret
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.notifications import services as notifications
from community.posts import queries as post_queries
from community.posts import setting_back, vault
from community.posts.models import EditSuggestion, LinkKind, Post, PostLink, SuggestionState
from community.questions.models import Question
from community.routing import services as routing
from moderation.audit import services as audit
from moderation.masking import services as masking
from moderation.review import claiming, deeds, opening, rules
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemState


def undo(item_id: int, *, by: Actor) -> ReviewItem:
    """Take back one's own decision of a moment ago. The item is open again, and one's own once more.

    Raises NotAllowed for the decision of somebody else, Conflict when it is too late, when it was undone
    already, or when something has happened to the post since.
    """
    ensure(by, Permission.DECIDE_REVIEW)
    post_id = claiming.item_or_404(item_id).post_id
    if post_id is None:
        raise Conflict(N_("There is nothing to undo here."))
    post = post_queries.post_or_404(post_id, for_update=True)
    item = claiming.item_or_404(item_id, for_update=True)
    _ensure_may(item, post, by)
    undone, kept = item.undo or {}, (item.decision or "", item.decided_at or clock.now())
    left = opening.open_item_of(post.id)
    if left is not None:  # the next suggested edit waits behind this item again
        item.suggestion_id = item.suggestion_id or left.suggestion_id
        opening.settle(post.id)
    _take_back(item, post, undone, by)
    _reopen(item, by)
    _tell(item, post, undone, *kept, by=by)
    return item


def let_go(now: datetime) -> None:
    """Forget how to undo what nobody can undo any more: it may quote what has been covered since."""
    over = ReviewItem.decided_at < now - timedelta(seconds=threshold("undo_seconds"))
    with unit_of_work():
        db.session.execute(
            update(ReviewItem).where(ReviewItem.undo.is_not(None), over).values(undo=null()),
            execution_options={"synchronize_session": False},
        )


def _ensure_may(item: ReviewItem, post: Post, by: Actor) -> None:
    if item.state != ItemState.DECIDED or item.undo is None:
        raise Conflict(N_("There is nothing to undo here."))
    if item.decided_by_id != by.member_id:
        raise NotAllowed(N_("Only whoever decided can undo it."))
    if not rules.may_undo(item.decided_at, clock.now(), threshold("undo_seconds")):
        raise Conflict(N_("It is too late to undo this. You can still change the post itself."))
    left = opening.open_item_of(post.id)
    if deeds.state_of(post) != item.undo["after"] or (left is not None and left.kind != "edit"):
        raise Conflict(N_("Something has happened to this post since, so the decision stays."))


def _take_back(item: ReviewItem, post: Post, undone: dict[str, Any], by: Actor) -> None:
    mail.withdraw(undone["letters"])
    notifications.withdraw([(member_id, cause) for member_id, cause in undone["told"]])
    with regret.silently():
        if "closed" in undone and isinstance(post, Question):
            _open_question(post, undone, by)
        if undone.get("masks"):
            vault.take_back(post, undone["masks"])
        if undone.get("asked"):
            masking.ask_again(post, undone["asked"])
        if "suggestion" in undone:
            db.session.execute(
                update(EditSuggestion)
                .where(EditSuggestion.id == undone["suggestion"])
                .values(state=SuggestionState.OPEN, decided_by_id=None, decided_at=None)
            )
        untouched = routing.stands_as(post.thread_id, undone.get("need_after"))
        setting_back.set_back(post, undone["post"], by=by)
        if untouched:
            routing.set_back(post.thread_id, undone["need"], by=by)


def _open_question(question: Question, undone: dict[str, Any], by: Actor) -> None:
    """Open a question that was closed as a duplicate, or give it back the reason that it had before."""
    for name, value in undone["closed"].items():
        setattr(question, name, clock.parse(value) if value and name == "closed_at" else value)
    if undone["link"] is not None:
        pair = {"from_id": question.id, "to_id": undone["link"], "kind": LinkKind.DUPLICATE}
        db.session.execute(delete(PostLink).filter_by(**pair))
    db.session.flush()
    if question.closed_at is None:
        tell(events.QuestionReopened(question_id=question.id, by_id=by.member_id))


def _reopen(item: ReviewItem, by: Actor) -> None:
    db.session.execute(
        delete(ReviewDecision).where(
            ReviewDecision.item_id == item.id, ReviewDecision.reviewer_id == by.member_id
        )
    )
    item.state, item.decision, item.undo = ItemState.OPEN, None, None
    item.decided_by_id = item.decided_at = None
    item.claimed_by_id = by.member_id
    item.claimed_until = rules.claim_end(clock.now(), threshold("claim_minutes"))
    db.session.flush()


def _tell(
    item: ReviewItem, post: Post, undone: dict[str, Any], decision: str, decided_at: datetime, *, by: Actor
) -> None:
    audit.record(
        "review-undone",
        f"post:{post.id}",
        by=by,
        member_id=post.author_id,
        data={"item": item.id, "kind": item.kind, "decision": decision},
    )
    about = undone.get("suggestion")
    suggestion = db.session.get(EditSuggestion, about) if about else None
    with regret.silently():
        tell(
            events.ReviewUndone(
                item_id=item.id,
                post_id=post.id,
                author_id=post.author_id,
                decision=decision,
                decided_at=decided_at,
                suggester_id=suggestion.author_id if suggestion else None,
                by_id=by.id,
            )
        )
