"""Questions like the one that is read, beside it."""

import time
from threading import Lock
from typing import Final

from flask import current_app, render_template
from markupsafe import Markup
from sqlalchemy import select

from community.kernel.db import db
from community.questions.models import Question
from community.search.queries import similar

SHOWN: Final = 5
KEPT_SECONDS: Final = 600.0  # how long one process remembers what is alike; the words change rarely
MOST_KEPT: Final = 5_000


class _Memory:
    """What one process found lately: question id -> (when, ids of similar questions)."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[float, tuple[int, ...]]] = {}
        self._lock = Lock()

    def ids(self, question: Question) -> tuple[int, ...]:
        now = time.monotonic()
        known = self._found.get(question.id)
        if known and now - known[0] < KEPT_SECONDS:
            return known[1]
        found = tuple(each.question_id for each in similar(question.title, SHOWN, exclude=question.id))
        with self._lock:
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[question.id] = (now, found)
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
    found = {
        each.id: each
        for each in db.session.scalars(select(Question).where(Question.id.in_(ids), Question.listed))
    }
    shown = [found[each] for each in ids if each in found]
    if not shown:
        return Markup("")
    return Markup(render_template("community/reading/_related.html", questions=shown))  # noqa: S704 - our own template
