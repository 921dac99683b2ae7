"""Questions like the one that is read, beside it."""

import time
from functools import cache
from threading import Lock
from typing import Any, Final

from flask import current_app, render_template
from markupsafe import Markup
from sqlalchemy import Select, bindparam, select

from community.kernel.db import db
from community.posts.models import Post
from community.questions.models import Question
from community.search.queries import similar_ids

SHOWN: Final = 5
LOOKED_AT: Final = 7  # one or the other may have gone out of sight
KEPT_SECONDS: Final = 600.0  # how long one process remembers what is alike to a title
NOTHING_KEPT_SECONDS: Final = 30.0  # and that nothing is, as while the index is being made
MOST_KEPT: Final = 5_000


class _Memory:
    """What one process found lately: question id -> (until when, title, ids of similar questions)."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[float, str, tuple[int, ...]]] = {}
        self._lock = Lock()

    def ids(self, question: Question) -> tuple[int, ...]:
        now = time.monotonic()
        until, title, found = self._found.get(question.id, (0.0, "", ()))
        if now < until and title == question.title:
            return found
        found = similar_ids(question.title, LOOKED_AT, exclude=question.id)
        until = now + (KEPT_SECONDS if found else NOTHING_KEPT_SECONDS)
        with self._lock:
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[question.id] = (until, question.title, found)
        return found


def _memory() -> _Memory:
    memory: _Memory = current_app.extensions.setdefault("huzhu_related", _Memory())
    return memory


def related_questions(question_id: int) -> Markup:
    """A card of similar questions that are listed now; empty when there are none."""
    question = db.session.get(Question, question_id)
    if question is None or not question.listed:
        return Markup("")
    ids = _memory().ids(question)
    if not ids:
        return Markup("")
    rows = db.session.execute(_listed(), {"ids": ids})
    found = {row.id: row for row in rows}
    shown = [found[each] for each in ids if each in found][:SHOWN]
    if not shown:
        return Markup("")
    return Markup(render_template("community/reading/_related.html", questions=shown))  # noqa: S704 - our own template


@cache
def _listed() -> Select[*tuple[Any, ...]]:
    """What a link to a question needs, of those that are listed. Made once: every page of a question asks it."""
    asked, post = Question.__table__.c, Post.__table__.c
    return (
        select(post.id, asked.title, asked.slug, post.lang, asked.accepted_count)
        .join_from(Question.__table__, Post.__table__, asked.id == post.id)
        .where(asked.id.in_(bindparam("ids", expanding=True)), asked.listed)
    )
