"""Joining two tags that are in use: what their questions carry follows in the background, some at a time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from flask import Flask
from sqlalchemy import select

from community.kernel import clock, events, jobs
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.job_kinds import Registry
from community.kernel.policy import Actor
from community.posts.models import EditSuggestion, Revision, SuggestionState
from community.questions import queries, services
from community.tags import queries as tag_queries
from community.tags import services as tags
from community.tags.models import QuestionTag, Tag

MOVE: Final = "tags.move"
AT_ONCE: Final = 20
BETWEEN: Final = timedelta(seconds=0.5)
"""On SQLite one writes at a time, and some of those who wait shall not wait for a whole tag."""
LATE: Final = timedelta(minutes=1)
"""Who asked or edited just before may be written just after, so there is another look until nothing is found."""


def init_app(app: Flask) -> None:
    """Register the job."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(MOVE, _move)


def merge(tag: Tag, into: str, *, by: Actor) -> None:
    """Let a tag lead to another one from now on, with all that carries it; `into` may be new, which renames it."""
    tags.merge(tag, into, by=by)
    _move_later(tag.id, timedelta())


def _move_later(tag_id: int, wait: timedelta) -> None:
    jobs.enqueue(MOVE, {"tag_id": tag_id}, key=f"{MOVE}:{tag_id}", run_at=clock.now() + wait)


def look_later(event: events.TagChanged) -> None:
    """A name that no question carried leads to a tag: who asked just before may have given it all the same."""
    if event.act == "synonym-added":
        name = event.synonym
        jobs.enqueue(MOVE, {"name": name}, key=f"{MOVE}:#{name}", run_at=clock.now() + LATE)


def _move(payload: Mapping[str, Any]) -> None:
    """Give the questions of a tag the one that it leads to, unless it leads nowhere any more."""
    called = Tag.name == payload["name"] if "name" in payload else Tag.id == payload["tag_id"]
    tag = db.session.scalars(select(Tag).where(called)).one_or_none()
    if tag is None or not tag_queries.leads_away(tag.name):
        return
    carry = select(QuestionTag.question_id).where(QuestionTag.tag_id == tag.id)
    found = db.session.scalars(carry.order_by(QuestionTag.question_id).limit(AT_ONCE)).all()
    for question_id in found:
        question = queries.question_or_404(question_id)
        services.lock(question)
        services.give_tags(question, tags.followed(services.tag_names(question_id)))
        _call_anew(question_id)
        tell(events.QuestionRetagged(question_id=question_id))
    if found:
        _move_later(tag.id, BETWEEN if len(found) == AT_ONCE else LATE)


def _call_anew(question_id: int) -> None:
    """Let the newest state, and edits that wait, name the tags as they are called now: nobody has changed them."""
    states = select(Revision).where(Revision.post_id == question_id, Revision.tags.is_not(None))
    newest = states.order_by(Revision.number.desc()).limit(1)
    waiting = select(EditSuggestion).filter_by(post_id=question_id, state=SuggestionState.OPEN)
    for each in (*db.session.scalars(newest), *db.session.scalars(waiting)):
        if each.tags is not None:
            each.tags = tags.followed([str(name) for name in each.tags])
