"""How questions sounded and by which way they came, as parts of a statement.

A mood is what was kept when a question came: rules that spoke up about it, the anger of its case, and that of a
message from outside. What staff called wrong does not count.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Subquery, case, exists, func, literal, select, union_all

from community.askers.models import AskerQuestion
from community.channels.models import ChannelMessage, Contact, Conversation
from community.routing.models import Need
from moderation.escalation.models import Case, Escalation
from moderation.insights.rules import Mood
from moderation.insights.scope import Scope, post
from moderation.rulebook.rules import Judged

ANGRY_FROM: Final = 0.5  # of an anger that was kept
ANGRY_RULES: Final = ("angry-complaint",)
COMPLAINING: Final = ("leaving", "legal-or-media", "repeated-contact", "still-not-solved", "low-stars")
WEB: Final = "web"
WIDGET: Final = "widget"
IMPORT: Final = "import"
_ANGRY, _COMPLAINT = 2, 1
MOODS: Final = {_ANGRY: Mood.ANGRY, _COMPLAINT: Mood.COMPLAINT, 0: Mood.CALM}


def kept(scope: Scope) -> Subquery:
    """(question, mood) of whatever was not calm, once each; the stronger mood counts."""
    level = case((Escalation.rule.in_(ANGRY_RULES), _ANGRY), else_=_COMPLAINT)
    spoken = (
        select(Need.question_id.label("question_id"), level.label("mood"))
        .join(Escalation, Escalation.need_id == Need.id)
        .where(
            Escalation.rule.in_((*ANGRY_RULES, *COMPLAINING)),
            Escalation.verdict != Judged.WRONG,
            Escalation.created_at >= scope.since,
        )
    )
    cases = select(Case.question_id, literal(_ANGRY)).where(
        Case.anger >= ANGRY_FROM, Case.opened_at >= scope.since, ~_called_wrong(Case.question_id)
    )
    written = (
        select(Conversation.question_id, literal(_ANGRY))
        .join(ChannelMessage, ChannelMessage.conversation_id == Conversation.id)
        .where(
            ChannelMessage.anger >= ANGRY_FROM,
            ChannelMessage.received_at >= scope.since,
            Conversation.question_id.is_not(None),
            ~_called_wrong(Conversation.question_id, Escalation.judged_at >= ChannelMessage.received_at),
        )
    )
    every = union_all(spoken, cases, written).subquery()
    return (
        select(every.c.question_id, func.max(every.c.mood).label("mood"))
        .group_by(every.c.question_id)
        .subquery()
    )


def _called_wrong(question_id: Any, *asked: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether staff said of a question that its anger was none: cases and messages keep what the rule believed."""
    return exists().where(
        Need.question_id == question_id,
        Escalation.need_id == Need.id,
        Escalation.rule.in_(ANGRY_RULES),
        Escalation.verdict == Judged.WRONG,
        *asked,
    )


def channel() -> ColumnElement[Any]:
    """By which way a question came in, where its conversation, its asker's address and its post are joined."""
    return case(
        (Contact.channel.is_not(None), Contact.channel),
        (AskerQuestion.question_id.is_not(None), WIDGET),
        (post.external_source.is_not(None), IMPORT),
        else_=WEB,
    )
