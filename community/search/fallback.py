"""Finding questions without an index: slow and plain, for the minutes while it is made."""

from typing import Final

from sqlalchemy import func, or_, select

from community.kernel.db import db
from community.posts.models import Post
from community.questions.models import Question
from community.search.backend import Hit, Hits
from community.search.rules import Query

_MOST_WORDS: Final = 5  # each is a scan of the texts
_NEWEST: Final = 5_000  # questions that are looked through: on a large site nobody could wait for all
_ESCAPE: Final = "\\"


def search(query: Query, *, offset: int, limit: int) -> Hits:
    """Listed questions with all words of `query` in title or body as they were typed, newest first."""
    texts = [word.text for word in query.words][:_MOST_WORDS]
    if not texts:
        return Hits()
    conditions = [
        or_(
            Question.title.ilike(_pattern(text), escape=_ESCAPE),
            Post.body_markdown.ilike(_pattern(text), escape=_ESCAPE),
        )
        for text in texts
    ]
    table = Question.__table__
    newest_ids = select(table.c.id).where(table.c.listed).order_by(table.c.asked_at.desc(), table.c.id.desc())
    newest_ids = newest_ids.limit(_NEWEST)
    found = select(Question.id).where(Question.id.in_(newest_ids), *conditions)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    newest = found.order_by(Question.asked_at.desc(), Question.id.desc()).limit(limit).offset(offset)
    older = select(table.c.id).where(table.c.listed).offset(_NEWEST).limit(1)
    more = db.session.scalar(older) is not None  # which nobody has looked through
    return Hits(tuple(Hit(each, each, 0.0) for each in db.session.scalars(newest)), total, more=more)


def _pattern(text: str) -> str:
    for character in (_ESCAPE, "%", "_"):
        text = text.replace(character, _ESCAPE + character)
    return f"%{text}%"
