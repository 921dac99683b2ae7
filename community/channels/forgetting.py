"""Removing who contacts are, and leaving what they asked."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, String, cast, exists, literal, select, update

from community.channels.models import ChannelMessage, Contact, Conversation
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows
from community.posts import vault
from community.posts.models import Post

WIDGET: Final = "widget"  # its handles are e-mail addresses
GONE: Final = "#forgotten-"


def forget_contacts(question_ids: Sequence[int], *, words_too: bool = False) -> None:
    """Nobody knows any more who asked these through a form: neither address nor name is kept.

    `words_too`: nor what they wrote; the questions themselves stay, without what is covered in them.
    """
    asked = select(Conversation.contact_id).where(Conversation.question_id.in_(question_ids))
    _forget(Contact.id.in_(asked), words_too=words_too)


def forget_writer(spellings: Collection[str]) -> None:
    """The same for whoever wrote from an address, with their words, whatever became of them."""
    _forget(Contact.handle.in_(spellings), words_too=True)


def forget_silent(before: datetime) -> None:
    """The same for whoever has not written through a form since then; does not write where there is nobody."""
    wrote = exists().where(Conversation.contact_id == Contact.id, Conversation.last_at >= before)
    silent = (Contact.created_at < before) & ~wrote
    if db.session.scalar(select(exists().where(_named(), silent))):
        with unit_of_work():
            _forget(silent)


def _named() -> ColumnElement[bool]:
    return (Contact.channel == WIDGET) & Contact.handle.not_like(f"{GONE}%")


def _forget(which: ColumnElement[bool], *, words_too: bool = False) -> None:
    theirs = select(Contact.id).where(_named(), which)
    if words_too:
        spoken = select(Conversation.id).where(Conversation.contact_id.in_(theirs))
        changed_rows(update(ChannelMessage).where(ChannelMessage.conversation_id.in_(spoken)).values(body=""))
    questions = select(Conversation.question_id).where(
        Conversation.contact_id.in_(theirs), Conversation.question_id.is_not(None)
    )
    nobodys = Post.id.in_(questions), Post.author_id.is_(None)
    if words_too:
        vault.forget(db.session.scalars(select(Post.id).where(*nobodys)).all())
    changed_rows(update(Post).where(*nobodys).values(author_label=None))
    changed_rows(
        update(Contact)
        .where(Contact.id.in_(theirs))
        .values(handle=literal(GONE) + cast(Contact.id, String), name="")
    )
