"""What a later word of the customer does to their case: it goes on, or it is open again."""

from community.kernel.db import db
from community.posts.models import Post
from community.questions.models import Question
from community.routing import queries as routing_queries
from community.routing import services as routing
from community.routing.models import MoveReason, Stage
from moderation.escalation import promises, queries, reopening
from moderation.escalation.courtesy import is_only_thanks
from moderation.escalation.rules import TIER_2, Outcome


def customer_wrote(question: Question, post: Post | None = None, *, words: str = "") -> None:
    """The customer wrote, in the thread (`post`) or to staff alone (`words`): a case that waited goes on.

    A matter that staff settled is theirs again: the same case within some days, later a new one. Nothing
    happens where the customer says thank you, or has marked an answer as the solution.
    """
    if routing_queries.need_of(question.id) is None:
        return
    need = routing.lock(question.id)
    case = queries.open_case_of(need.id, for_update=True)
    if case is not None:
        promises.customer_wrote(case)
        return
    last = reopening.last_closed(need.id)
    if need.stage != Stage.RESOLVED or last is None or last.outcome != Outcome.RESOLVED:
        return
    if db.session.get_one(Question, question.id).accepted_count:
        return
    if is_only_thanks(post.body_markdown if post is not None else words):
        return
    to_tier_2 = last.tier == TIER_2 and reopening.is_recent(last)
    routing.move(
        question.id,
        MoveReason.PASSED_ON if to_tier_2 else MoveReason.STILL_NOT_SOLVED,
        rule="customer-wrote",
        inputs={"post": post.id if post is not None else None},
    )
