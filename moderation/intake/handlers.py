"""Whoever asked through a channel writes again on a page of ours: taken in like any message from outside."""

from community.channels import queries as channels
from community.channels.rules import InboundMessage
from community.kernel import clock, events
from community.kernel.errors import NotFound
from moderation.intake import judging, services


def asker_replied(event: events.AskerReplied) -> None:
    """Judge the reply and let it join the conversation that it belongs to; NotFound where that is no more.

    Then nothing is taken down, and whoever wrote is told so instead of thanked.
    """
    conversation = channels.conversation_of(event.question_id)
    if conversation is None:
        raise NotFound
    message = InboundMessage(
        channel=conversation.contact.channel,
        external_id=f"reply-{event.question_id}-{event.key}",
        text=event.text,
        sent_at=clock.now(),
        handle=conversation.contact.handle,
        in_reply_to=channels.newest_message(conversation.id).external_id,
    )
    services.take_in([(message, judging.judge([message])[0])])
