"""How a customer has sounded lately: the anger of their last posts in all threads, oldest first.

A score is worked out when a page first wants it, ten a page at most, and kept in this process by post and
revision: an edit or new weights of the detector never leave an old one behind.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from flask import current_app
from sqlalchemy import select

from community.kernel.asking import Asking
from community.posts.models import Post, PostKind
from community.questions.models import Question
from moderation.triage.records import Kind
from moderation.triage.records import Message as Words
from moderation.triage.scores import Scores

SHOWN: Final = 20
AT_ONCE: Final = 10
MOST_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Mood:
    """How angry one post sounds, 0..1; 0.5 and more counts as angry."""

    post_id: int
    when: datetime
    title: str
    anger: float


class _Memory:
    """What this process worked out lately: (post, revisions) -> anger."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], float] = {}
        self.lock = Lock()

    def keep(self, key: tuple[int, int], anger: float) -> None:
        with self.lock:
            if len(self.known) >= MOST_KEPT:
                self.known.clear()
            self.known[key] = anger


def moods_of(member_id: int | None) -> Asking[list[Mood]]:
    """The moods of a member's last posts, oldest first; of many that nobody looked at yet, the newest ten."""
    if member_id is None:
        return []
    memory: _Memory = current_app.extensions.setdefault("huzhu_moods", _Memory())
    posts, questions = Post.__table__.c, Question.__table__.c
    query = (
        select(
            posts.id,
            posts.kind,
            posts.created_at,
            posts.revision_count,
            posts.body_markdown,
            questions.title,
        )
        .outerjoin(Question.__table__, questions.id == posts.id)
        .where(posts.author_id == member_id)
        .order_by(posts.created_at.desc(), posts.id.desc())
        .limit(SHOWN)
    )
    (rows,) = yield [query]
    found: list[Mood] = []
    left = AT_ONCE
    for row in rows:
        key = (row.id, row.revision_count)
        if key not in memory.known:
            if not left:
                continue
            left -= 1
            memory.keep(key, _anger(row.kind, row.title or "", row.body_markdown))
        found.append(Mood(row.id, row.created_at, row.title or "", memory.known[key]))
    return found[::-1]


def _anger(kind: str, title: str, text: str) -> float:
    words = Words(text=text, title=title if kind == PostKind.QUESTION else "", kind=Kind(kind))
    return round(Scores(words)["anger"].value, 2)  # what else there is to say of it is not worked out
