"""Taking messages in, each once: who wrote it, which conversation it belongs to, what question it raises."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from community.channels import rules
from community.channels.models import ChannelMessage, Contact, Conversation
from community.channels.rules import InboundMessage
from community.kernel import clock, markup
from community.kernel.db import db
from community.kernel.ports import Mask
from community.kernel.text import slug as slug_of
from community.kernel.thresholds import threshold
from community.kernel.upsert import insert
from community.posts import services as posts
from community.posts import vault
from community.posts.models import PostKind, PostStatus
from community.questions.models import Question

NOBODYS: Final = "#"  # begins the handle of whoever the channel does not name


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What triage says about a message, as far as it is kept with it. `masked` is the text without private data."""

    lane: str
    priority: str
    lang: str
    anger: float
    masked: str
    private: tuple[Mask, ...] = ()


@dataclass(slots=True)
class Taken:
    """A message that came in for the first time, with the conversation that it begins or goes on with."""

    message: InboundMessage
    row: ChannelMessage
    contact: Contact
    conversation: Conversation


def take_in(batch: Sequence[tuple[InboundMessage, Judged]]) -> list[Taken]:
    """Keep what is new of a batch, in its order; what came in before is left out."""
    fresh = _insert(batch)
    new = [message for message, _ in batch if (message.channel, message.external_id) in fresh]
    new = list({(each.channel, each.external_id): each for each in new}.values())
    contacts = _contacts(new)
    known = _answered_to(new)
    open_ones = _recent(contacts.values(), new)
    within = timedelta(hours=threshold("conversation_hours"))
    taken: list[Taken] = []
    for message in new:
        row = fresh[message.channel, message.external_id]
        contact = contacts[message.channel, _handle(message)]
        found = known.get((message.channel, message.in_reply_to or ""))
        if found is not None and not _is_of(found, contact):
            found = None
        if found is None and message.vouched:
            last = open_ones.get(contact.id)
            found = last if last and rules.goes_on(last.last_at, message.sent_at, within) else None
        conversation = found or _begin(contact, message)
        open_ones[contact.id] = conversation
        known[message.channel, message.external_id] = conversation
        conversation.message_count += 1
        conversation.last_at = max(conversation.last_at, message.sent_at)
        taken.append(Taken(message, row, contact, conversation))
    db.session.flush()
    for each in taken:
        each.row.conversation_id = each.conversation.id
    db.session.flush()
    return taken


def _is_of(conversation: Conversation, contact: Contact) -> bool:
    """Whether a contact writes in their own name there: what somebody else replies is not the customer's word."""
    return conversation.contact_id == contact.id or conversation.contact.handle.startswith(NOBODYS)


def _handle(message: InboundMessage) -> str:
    return message.handle or f"{NOBODYS}{message.external_id}"


def _insert(batch: Iterable[tuple[InboundMessage, Judged]]) -> Mapping[tuple[str, str], ChannelMessage]:
    """The rows of messages that were not there, by channel and id. The database decides which these are."""
    now = clock.now()
    rows = [
        {
            "channel": message.channel,
            "external_id": message.external_id,
            "body": judged.masked,
            "lang": judged.lang,
            "lane": judged.lane,
            "priority": judged.priority,
            "anger": judged.anger,
            "sent_at": message.sent_at,
            "received_at": now,
        }
        for message, judged in batch
    ]
    statement = insert(ChannelMessage).values(rows).on_conflict_do_nothing().returning(ChannelMessage)
    made = db.session.scalars(statement).all() if rows else ()
    return {(row.channel, row.external_id): row for row in made}


def _contacts(messages: Sequence[InboundMessage]) -> dict[tuple[str, str], Contact]:
    """The contacts who wrote, made or brought up to date."""
    latest = {(each.channel, _handle(each)): each for each in messages}
    if not latest:
        return {}
    statement = insert(Contact).values(
        [
            {
                "channel": channel,
                "handle": handle,
                "name": each.name,
                "follower_count": each.followers,
                "created_at": clock.now(),
            }
            for (channel, handle), each in sorted(latest.items())
        ]
    )
    told = statement.excluded
    # Whoever nobody vouches for names somebody who has no name yet, and renames nobody.
    names = (told.name, Contact.name) if all(each.vouched for each in messages) else (Contact.name, told.name)
    statement = statement.on_conflict_do_update(
        index_elements=["channel", "handle"],
        set_={
            "name": func.coalesce(func.nullif(names[0], ""), names[1]),
            "follower_count": told.follower_count,
        },
    )
    found = db.session.scalars(
        statement.returning(Contact), execution_options={"populate_existing": True}
    ).all()
    return {(each.channel, each.handle): each for each in found}


def _answered_to(messages: Sequence[InboundMessage]) -> dict[tuple[str, str], Conversation]:
    """The conversations of the messages that these answer, by channel and id."""
    wanted: dict[str, set[str]] = {}
    for each in messages:
        if each.in_reply_to:
            wanted.setdefault(each.channel, set()).add(each.in_reply_to)
    found: dict[tuple[str, str], Conversation] = {}
    for channel, ids in wanted.items():
        rows = db.session.execute(
            select(ChannelMessage.external_id, Conversation)
            .join(Conversation, Conversation.id == ChannelMessage.conversation_id)
            .where(ChannelMessage.channel == channel, ChannelMessage.external_id.in_(ids))
            .options(joinedload(Conversation.contact))
        ).all()
        found |= {(channel, external_id): conversation for external_id, conversation in rows}
    return found


def _recent(contacts: Iterable[Contact], messages: Sequence[InboundMessage]) -> dict[int, Conversation]:
    """The latest conversation of each contact that these messages may go on with."""
    if not messages:
        return {}
    since = min(each.sent_at for each in messages) - timedelta(hours=threshold("conversation_hours"))
    rows = db.session.scalars(
        select(Conversation)
        .where(Conversation.contact_id.in_([each.id for each in contacts]), Conversation.last_at >= since)
        .order_by(Conversation.last_at, Conversation.id)
        .options(joinedload(Conversation.contact))
    ).all()
    return {each.contact_id: each for each in rows}


def _begin(contact: Contact, message: InboundMessage) -> Conversation:
    made = Conversation(
        contact_id=contact.id, message_count=0, opened_at=message.sent_at, last_at=message.sent_at
    )
    made.contact = contact
    db.session.add(made)
    return made


def raise_questions(found: Sequence[tuple[Taken, Judged]]) -> list[Question]:
    """A private question for each conversation, from its message; staff alone and nobody else ever see it."""
    now = clock.now()
    questions = [_question(taken, judged, now) for taken, judged in found]
    db.session.add_all(questions)
    db.session.flush()
    for question, (taken, judged) in zip(questions, found, strict=True):
        if judged.private:
            vault.set_covered(question, judged.private)
            taken.row.body = question.body_markdown
        posts.first_revision(question, title=question.title)
        taken.conversation.question_id = question.id
    db.session.flush()
    return questions


def _question(taken: Taken, judged: Judged, now: datetime) -> Question:
    title = rules.title_of(judged.masked)
    return Question(
        kind=PostKind.QUESTION,
        author_id=None,
        author_label=taken.contact.shown_name,
        status=PostStatus.PRIVATE,
        lang=judged.lang,
        title=title,
        slug=slug_of(title),
        body_markdown=taken.message.text,
        body_html=markup.render(taken.message.text).html,
        created_at=taken.message.sent_at,
        asked_at=taken.message.sent_at,
        last_activity_at=now,
        listed=False,
    )
