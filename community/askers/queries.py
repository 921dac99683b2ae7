"""Finding addresses that asked, what they asked, and what was answered to them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from community.accounts.models import Member
from community.accounts.tokens import LinkExpired
from community.askers.models import Asker, AskerQuestion
from community.channels.forgetting import WIDGET
from community.channels.models import ChannelMessage, Contact, Conversation
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.masks import labelled
from community.questions.models import Question
from community.routing.models import Letter, Need
from community.routing.rules import Stage


def of_word(word: str, *, for_update: bool = False) -> Asker:
    """Whose secret word this is. Raises LinkExpired.

    Whoever changes anything asks within the unit of work: another page may have had it forgotten just now.
    """
    query = select(Asker).where(Asker.token_hash == secret_links.fingerprint(word))
    if for_update:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise LinkExpired
    return found


def of_question(question_id: int) -> Asker | None:
    """The address that a question came from, while the question is nobody's."""
    return db.session.scalars(
        select(Asker)
        .join(AskerQuestion, AskerQuestion.asker_id == Asker.id)
        .join(Question, Question.id == AskerQuestion.question_id)
        .where(AskerQuestion.question_id == question_id, Question.author_id.is_(None))
    ).one_or_none()


def question_of_message(channel: str, external_id: str) -> int | None:
    """The question that a message began, or went on with."""
    return db.session.scalar(
        select(Conversation.question_id)
        .join(ChannelMessage, ChannelMessage.conversation_id == Conversation.id)
        .where(ChannelMessage.channel == channel, ChannelMessage.external_id == external_id)
    )


def questions_of(asker_id: int) -> Sequence[Question]:
    """What came from an address and is nobody's yet, oldest first."""
    return db.session.scalars(
        select(Question)
        .join(AskerQuestion, AskerQuestion.question_id == Question.id)
        .where(AskerQuestion.asker_id == asker_id, Question.author_id.is_(None))
        .order_by(Question.id)
    ).all()


def waiting_for(asker_id: int, told_after: datetime) -> Sequence[Question]:
    """What came from an address and is not settled, or was answered there since then; oldest first."""
    lately = AskerQuestion.told_at > told_after
    return db.session.scalars(
        select(Question)
        .join(AskerQuestion, AskerQuestion.question_id == Question.id)
        .join(Need, Need.question_id == Question.id)
        .where(AskerQuestion.asker_id == asker_id, Question.author_id.is_(None))
        .where(or_(Need.stage != Stage.RESOLVED, lately))
        .order_by(Question.id)
    ).all()


def letters_to(asker_id: int, *, untold: bool = False) -> Sequence[tuple[Letter, Question]]:
    """What staff wrote to an address, oldest first; `untold`: what was not sent there yet."""
    query = (
        select(Letter, Question)
        .join(Need, Need.id == Letter.need_id)
        .join(Question, Question.id == Need.question_id)
        .join(AskerQuestion, AskerQuestion.question_id == Question.id)
        .where(AskerQuestion.asker_id == asker_id, Question.author_id.is_(None), Letter.from_asker.is_(False))
        .order_by(Letter.id)
    )
    if untold:
        query = query.where(or_(AskerQuestion.told_at.is_(None), Letter.created_at > AskerQuestion.told_at))
    return [(letter, question) for letter, question in db.session.execute(query)]


def messages_about(question_ids: Collection[int]) -> Sequence[tuple[ChannelMessage, int]]:
    """What whoever asked wrote about these questions, each with its question."""
    query = (
        select(ChannelMessage, Conversation.question_id)
        .join(Conversation, Conversation.id == ChannelMessage.conversation_id)
        .where(Conversation.question_id.in_(question_ids), ChannelMessage.body != "")
    )
    return [(message, question_id or 0) for message, question_id in db.session.execute(query)]


def open_among(question_ids: Collection[int]) -> set[int]:
    """Those of these questions that are not settled."""
    return set(
        db.session.scalars(
            select(Need.question_id).where(Need.question_id.in_(question_ids), Need.stage != Stage.RESOLVED)
        )
    )


def member_of(email_key: str) -> Member | None:
    """Who has proved that this address is theirs."""
    found = db.session.scalars(
        select(Member).where(Member.email_key == email_key, Member.confirmed_at.is_not(None))
    ).one_or_none()
    return found if found is not None and found.is_open else None


def gone(asked_before: datetime, unconfirmed_before: datetime) -> ColumnElement[bool]:
    """Addresses that nobody needs any more: long silent, or never confirmed while no question of theirs waits."""
    waits = (
        exists()
        .where(AskerQuestion.asker_id == Asker.id, Need.question_id == AskerQuestion.question_id)
        .where(Need.stage != Stage.RESOLVED)
        .correlate(Asker)
    )
    unconfirmed = (Asker.confirmed_at.is_(None)) & (Asker.asked_at < unconfirmed_before) & ~waits
    return or_(Asker.asked_at < asked_before, unconfirmed)


def _spoken(asker: Asker) -> Sequence[tuple[ChannelMessage, Contact]]:
    """What came from an address by a form, oldest first, but for what somebody has taken into their account."""
    mine = Conversation.question_id.in_([each.id for each in questions_of(asker.id)])
    theirs = (Contact.channel == WIDGET) & Contact.handle.in_({asker.email, asker.email_key})
    query = (
        select(ChannelMessage, Contact)
        .join(Conversation, Conversation.id == ChannelMessage.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(or_(mine, theirs & Conversation.question_id.is_(None)))
        .order_by(ChannelMessage.sent_at, ChannelMessage.id)
    )
    return [(message, contact) for message, contact in db.session.execute(query)]


def gathered(asker: Asker) -> bytes:
    """All that is kept of an address, as JSON to take along."""
    spoken = _spoken(asker)
    told: dict[str, Any] = {
        "email": asker.email,
        "names": sorted({contact.name for _, contact in spoken if contact.name}),
        "language": asker.lang,
        "first_asked_at": asker.created_at.isoformat(),
        "last_asked_at": asker.asked_at.isoformat(),
        "confirmed_at": asker.confirmed_at.isoformat() if asker.confirmed_at else None,
        "stopped_at": asker.stopped_at.isoformat() if asker.stopped_at else None,
    }
    told["questions"] = [
        {"asked_at": each.asked_at.isoformat(), "text": labelled(each.body_markdown)}
        for each in questions_of(asker.id)
    ]
    told["messages"] = [
        {"written_at": message.sent_at.isoformat(), "text": labelled(message.body)} for message, _ in spoken
    ]
    told["answers"] = [
        {"written_at": letter.created_at.isoformat(), "text": labelled(letter.body_markdown)}
        for letter, _ in letters_to(asker.id)
    ]
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
