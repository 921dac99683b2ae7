"""Messages follow their question in what is covered."""

from sqlalchemy import select

from community.channels.models import ChannelMessage, Conversation
from community.kernel.db import db
from community.posts import vault


def follow(question_id: int) -> None:
    """Cover in all messages of a conversation what is covered in its question, and show what is shown there."""
    kept = vault.entries(question_id)
    talked = select(ChannelMessage).join(Conversation, Conversation.id == ChannelMessage.conversation_id)
    for message in db.session.scalars(talked.where(Conversation.question_id == question_id)):
        message.body = vault.as_in(kept, message.body, lang=message.lang)
    db.session.flush()
