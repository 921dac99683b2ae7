"""Conversations for those who work on them, and the check that none was lost or doubled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from community.channels.models import ChannelMessage, Contact, Conversation
from community.channels.rules import NO_NEED
from community.kernel.db import db
from community.kernel.pagination import Page, nearest

LATEST: Final = 5_000  # messages that are looked through for those put away, so that no channel makes it slow


def conversation_of(question_id: int) -> Conversation | None:
    """The conversation that raised a question, with its contact; None for one asked on the site."""
    return db.session.scalars(
        select(Conversation)
        .where(Conversation.question_id == question_id)
        .options(joinedload(Conversation.contact))
    ).one_or_none()


def known() -> Sequence[str]:
    """Every channel that somebody has written through, by name."""
    return db.session.scalars(select(Contact.channel).distinct().order_by(Contact.channel)).all()


def follower_count(question_id: int) -> int:
    """How many follow whoever wrote the conversation behind a question."""
    return (
        db.session.scalar(
            select(Contact.follower_count)
            .join(Conversation, Conversation.contact_id == Contact.id)
            .where(Conversation.question_id == question_id)
        )
        or 0
    )


def known_ids(channel: str, external_ids: Sequence[str]) -> set[str]:
    """Which of these messages came in before."""
    return set(
        db.session.scalars(
            select(ChannelMessage.external_id).where(
                ChannelMessage.channel == channel, ChannelMessage.external_id.in_(external_ids)
            )
        )
    )


def messages_of(conversation_id: int) -> Sequence[ChannelMessage]:
    """Every message of a conversation, oldest first."""
    return db.session.scalars(
        select(ChannelMessage)
        .where(ChannelMessage.conversation_id == conversation_id)
        .order_by(ChannelMessage.sent_at, ChannelMessage.id)
    ).all()


def newest_message(conversation_id: int) -> ChannelMessage:
    """The last message of a conversation; there is none without one."""
    return db.session.scalars(
        select(ChannelMessage)
        .where(ChannelMessage.conversation_id == conversation_id)
        .order_by(ChannelMessage.sent_at.desc(), ChannelMessage.id.desc())
        .limit(1)
    ).one()


def put_away(number: int, per_page: int = 25) -> Page[Conversation]:
    """Conversations among the latest messages that became nobody's matter, newest first."""
    latest = (
        select(ChannelMessage.id, ChannelMessage.conversation_id, ChannelMessage.lane, ChannelMessage.body)
        .order_by(ChannelMessage.id.desc())
        .limit(LATEST)
        .subquery()
    )
    ids = db.session.scalars(
        select(latest.c.conversation_id)
        .join(Conversation, Conversation.id == latest.c.conversation_id)
        .where(latest.c.lane.in_(NO_NEED), latest.c.body != "", Conversation.question_id.is_(None))
        .group_by(latest.c.conversation_id)
        .order_by(func.max(latest.c.id).desc())
    ).all()
    number = nearest(number, len(ids), per_page)
    shown = ids[(number - 1) * per_page : number * per_page]
    found = {
        each.id: each
        for each in db.session.scalars(
            select(Conversation).where(Conversation.id.in_(shown)).options(joinedload(Conversation.contact))
        )
    }
    return Page([found[each] for each in shown], number, per_page, len(ids))


def messages_of_all(conversation_ids: Sequence[int]) -> Mapping[int, Sequence[ChannelMessage]]:
    """Every message of these conversations, oldest first."""
    found: defaultdict[int, list[ChannelMessage]] = defaultdict(list)
    for each in db.session.scalars(
        select(ChannelMessage)
        .where(ChannelMessage.conversation_id.in_(conversation_ids))
        .order_by(ChannelMessage.sent_at, ChannelMessage.id)
    ):
        found[each.conversation_id or 0].append(each)
    return found


def breaches(session: Session) -> list[str]:
    """A line for each conversation whose number of messages is not what it says, and each message without one."""
    counted = (
        select(ChannelMessage.conversation_id, func.count().label("found"))
        .group_by(ChannelMessage.conversation_id)
        .subquery()
    )
    wrong = session.execute(
        select(Conversation.id, Conversation.message_count, func.coalesce(counted.c.found, 0))
        .outerjoin(counted, counted.c.conversation_id == Conversation.id)
        .where(Conversation.message_count != func.coalesce(counted.c.found, 0))
        .order_by(Conversation.id)
    ).all()
    lines = [f"conversation {one} says {said} messages and has {found}" for one, said, found in wrong]
    alone = session.scalars(
        select(ChannelMessage.id).where(ChannelMessage.conversation_id.is_(None)).order_by(ChannelMessage.id)
    ).all()
    return lines + [f"channel message {one} belongs to no conversation" for one in alone]
