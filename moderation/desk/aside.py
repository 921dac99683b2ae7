"""What was written from outside and put away as nobody's matter: staff make a case of it after all."""

from typing import Final

from community.channels import queries as channels
from community.channels import services
from community.channels.models import Contact, Conversation
from community.channels.rules import InboundMessage, Lane
from community.channels.services import Judged, Taken
from community.kernel.db import db, lock_row
from community.kernel.errors import Conflict, NotFound
from community.kernel.policy import Actor
from community.kernel.words import N_
from community.routing import services as routing
from community.routing.rules import MoveReason, Stage
from moderation.escalation import queries
from moderation.escalation.models import Case

VIEW: Final = "aside"


def bring_back(conversation_id: int, *, by: Actor) -> Case:
    """The case of a conversation: made now where none was, so that two who press at once come to the same one."""
    conversation = db.session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFound
    lock_row(conversation)
    question_id = conversation.question_id or _asked(conversation)
    if routing.open_need(question_id, at_stage=Stage.SELF_SERVICE).stage == Stage.RESOLVED:
        raise Conflict(N_("A colleague has made a case of this and settled it meanwhile."))
    routing.move(question_id, MoveReason.REVIEWER, rule="reviewer", by=by)
    case = queries.open_case_of_question(question_id)
    if case is None:
        message = f"question {question_id} was brought to staff and has no case"
        raise RuntimeError(message)
    return case


def _asked(conversation: Conversation) -> int:
    """The question that its first message becomes; what is private was covered when it came in."""
    contact = db.session.get_one(Contact, conversation.contact_id)
    row = next((each for each in channels.messages_of(conversation.id) if each.body), None)
    if row is None:  # whoever wrote had it forgotten
        raise NotFound
    message = InboundMessage(
        channel=row.channel,
        external_id=row.external_id,
        text=row.body,
        sent_at=row.sent_at,
        handle=contact.handle,
        name=contact.name,
    )
    row.lane = Lane.TIER_1
    judged = Judged(lane=row.lane, priority=row.priority, lang=row.lang, anger=row.anger, masked=row.body)
    return services.raise_questions([(Taken(message, row, contact, conversation), judged)])[0].id
