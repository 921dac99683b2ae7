"""A form does one deed, however often it is sent: pressed twice, reloaded, or found again with the back button."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from flask import Flask
from sqlalchemy import delete, select, update
from werkzeug.datastructures import MultiDict

from community.kernel import clock
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert, insert_once
from community.kernel.words import N_
from community.kernel.worker import add_tick
from community.posts.models import SentForm

LONGEST_KEY: Final = 64
KEPT_FOR: Final = timedelta(days=7)
_TOKEN: Final = "csrf_token"  # noqa: S105 - the name of a field; each page has another value


class SentBefore(Conflict):
    """The form was posted, and its words have changed since."""

    slug = "sent-before"


def fresh() -> str:
    """The name of one form on one page."""
    return secrets.token_urlsafe(12)


def post_made_by(key: str, words: Sequence[str], *, by: Actor) -> int | None:
    """The post that this form has made already; None, and the form is taken, if it is sent for the first time.

    Raises SentBefore where the words are others than those it was posted with.
    """
    digest = hashlib.sha256("\0".join(words).encode()).hexdigest()
    key = key[:LONGEST_KEY] or fresh()
    wait_for_turn(_turn(key, by))
    if insert_once(SentForm, member_id=by.id, key=key, words=digest, sent_at=clock.now()):
        return None
    sent = db.session.execute(
        select(SentForm.words, SentForm.post_id).filter_by(member_id=by.id, key=key)
    ).one()
    if sent.words != digest:
        raise SentBefore(
            N_(
                "This was posted already, and you changed it since. To change what is posted, edit it there;"
                " if this is meant as another one, post it again."
            )
        )
    made: int | None = sent.post_id
    return made


def done_once(sent: MultiDict[str, str], deed: Callable[[], object], *, by: Actor, name: str = "") -> str:
    """Do what a form asks for, and what it made; sent again with the same words, only say what it made.

    For forms that make no post. What `deed` gives back is remembered where it is a name or a number. `name` is what
    names the form where it has no field for that; without one nothing is compared. What is refused can be sent again.
    """
    name = name or sent.get("once", "")
    if not name:
        return _named(deed())
    words = sorted((field, value) for field, value in sent.items(multi=True) if field != _TOKEN)
    key = hashlib.sha256(repr((name, words)).encode()).hexdigest()
    if insert_once(SentForm, member_id=by.id, key=key, words="", sent_at=clock.now()):
        made = _named(deed())
        this = (SentForm.member_id == by.id, SentForm.key == key)
        db.session.execute(update(SentForm).where(*this).values(words=made))
        return made
    return db.session.scalars(select(SentForm.words).filter_by(member_id=by.id, key=key)).one()


def _named(made: object) -> str:
    return str(made) if isinstance(made, str | int) else ""


def settle(key: str, post_id: int, *, by: Actor) -> None:
    """Remember the post that the form has made; call it in the turn that `post_made_by` has taken."""
    if not key:
        return
    sent = insert(SentForm).values(
        member_id=by.id, key=key[:LONGEST_KEY], words="", post_id=post_id, sent_at=clock.now()
    )
    db.session.execute(
        sent.on_conflict_do_update(index_elements=["member_id", "key"], set_={"post_id": post_id})
    )


def settle_edit(key: str, post_id: int, *, by: Actor) -> None:
    """Remember the post that the form has changed; only then may its draft be discarded."""
    if key:
        wait_for_turn(_turn(key, by))
        settle(key, post_id, by=by)


def came_too_late(key: str, *, by: Actor) -> bool:
    """Whether this form has been posted; where its post is being made right now, the answer waits for it.

    Call it in the unit of work that keeps words of the form: until that ends, the form is not posted.
    """
    if not key:
        return False
    wait_for_turn(_turn(key, by))
    return is_settled(key, by=by)


def _turn(key: str, by: Actor) -> str:
    return f"form:{by.id}:{key[:LONGEST_KEY]}"


def is_settled(key: str, *, by: Actor) -> bool:
    """Whether this form has made or changed a post."""
    query = select(SentForm.post_id).filter_by(member_id=by.id, key=key[:LONGEST_KEY])
    return db.session.scalar(query) is not None


def forget_old(now: datetime) -> None:
    """Remove what nobody sends again."""
    old = SentForm.sent_at < now - KEPT_FOR
    if db.session.scalar(select(SentForm.key).where(old).limit(1)):
        with unit_of_work():
            db.session.execute(delete(SentForm).where(old))


def init_app(app: Flask) -> None:
    """Forget again and again; and let templates name their forms."""
    add_tick(app, "posts.forget_sent_forms", forget_old)
    app.jinja_env.globals["form_once"] = fresh
