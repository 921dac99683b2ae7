"""Taking a batch of messages in: kept once, begun as needs, raised to staff where a rule says so."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from community.channels import services as channels
from community.channels.models import Conversation
from community.channels.rules import NO_NEED, InboundMessage, Lane
from community.channels.services import Judged, Taken
from community.kernel import events
from community.kernel.bus import publish as tell
from community.kernel.text import detect_language
from community.routing import services as routing
from community.routing.rules import MoveReason, Stage
from moderation.escalation import coming_back, in_force, queries
from moderation.escalation import services as escalation
from moderation.escalation.rules import CaseState, Facts, Scene, fired
from moderation.intake.judging import Opinion

STAFF: Final = frozenset({Lane.TIER_1, Lane.TIER_2})


def take_in(batch: Sequence[tuple[InboundMessage, Opinion]]) -> Counter[str]:
    """Take a batch in, in one transaction that the caller opens; how many took each lane, and how many were known.

    Whatever came in before is left as it is, so a batch may be repeated after a failure.
    """
    opinions = {(message.channel, message.external_id): opinion for message, opinion in batch}
    taken = channels.take_in([(message, opinion.judged) for message, opinion in batch])
    asking = _raise(taken, opinions)
    for each in taken:
        opinion = opinions[each.message.channel, each.message.external_id]
        _follow(each, opinion, asking=each.row.id in asking)
    counts = Counter(each.row.lane for each in taken)
    counts["known"] = len(batch) - len(taken)
    return counts


def _raise(taken: Sequence[Taken], opinions: dict[tuple[str, str], Opinion]) -> set[int]:
    """A question for each conversation that becomes a service matter now; the messages that made it one."""
    begun: list[tuple[Taken, Judged]] = []
    chosen: set[Conversation] = set()
    for each in taken:
        if each.row.lane in NO_NEED or each.conversation.question_id or each.conversation in chosen:
            continue
        chosen.add(each.conversation)
        begun.append((each, opinions[each.message.channel, each.message.external_id].judged))
    if begun:
        channels.raise_questions(begun)
    return {each.row.id for each, _ in begun}


def _follow(each: Taken, opinion: Opinion, *, asking: bool) -> None:
    """Bring the need of a message where it belongs; a message that is no service matter moves no need.

    Whoever was asked something answers in two words, in rough ones or by a link: that is their answer, whatever it
    would be by itself.
    """
    question_id = each.conversation.question_id
    if question_id is None:
        return
    needed = each.row.lane not in NO_NEED
    if not asking and (needed or _answers(each, question_id)):
        _wake(each, question_id)
    if not needed:
        return
    heard = each.row.lane in STAFF or not asking
    found = fired(in_force.live(), _facts(each, opinion, asking=asking)) if heard else []
    if found:
        routing.open_need(question_id, at_stage=Stage.SELF_SERVICE)
        escalation.escalate(question_id, found, post_id=question_id)
        return
    stage = Stage.SELF_SERVICE if each.row.lane == Lane.SELF_SERVICE else Stage.REP
    need = routing.open_need(question_id, at_stage=stage, rule="channel")
    if not asking and need.stage == Stage.RESOLVED:
        routing.move(question_id, MoveReason.STILL_NOT_SOLVED, rule="channel")


def _answers(each: Taken, question_id: int) -> bool:
    """Whether a customer replies to something, or says a word that staff wait for, as one does in a chat."""
    if each.conversation.contact_id != each.contact.id:
        return False
    if each.message.in_reply_to:
        return True
    case = queries.open_case_of_question(question_id)
    return case is not None and case.state == CaseState.WAITING


def _facts(each: Taken, opinion: Opinion, *, asking: bool) -> Facts:
    # Whether it is advertising was decided with its lane.
    message = each.message
    return Facts(
        scores={slug: score for slug, score in opinion.scores.items() if slug != "spam"},
        asking=asking,
        scene=Scene(
            text=each.row.body,
            lang=detect_language(message.text),
            channel=message.channel,
            kind="message",
            followers=message.followers,
        ),
    )


def _wake(each: Taken, question_id: int) -> None:
    """The customer wrote again: a case that waits for them goes on, and whose it is hears of it."""
    case = coming_back.customer_wrote(question_id, each.message.text)
    if case is not None:
        tell(
            events.CaseAnswered(
                case_id=case.id,
                question_id=question_id,
                owner_id=case.owner_id,
                letter_id=None,
                post_id=None,
                message_id=each.row.id,
                by_id=None,
            )
        )
