"""Forgetting originals in time, and finding any that shows."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, func, or_, select

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import masks
from community.kernel.db import db
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import unit_of_work
from community.posts import vault
from community.posts.models import EditSuggestion, Post, PostStatus, Revision, VaultEntry
from community.questions.models import Question

AT_ONCE: Final = 500  # posts a tick: the rest waits for the next one
GONE: Final = (PostStatus.DELETED, PostStatus.REFUSED, PostStatus.HIDDEN)


def forget_what_is_over(now: datetime) -> None:
    """Delete originals whose post was taken away, or whose thread was solved or closed, long enough ago."""
    over: list[int] = list(db.session.scalars(_over(now - timedelta(days=threshold("private_kept_days")))))
    if over:
        with unit_of_work():
            vault.forget(over)


def _over(before: datetime) -> Select[Any]:
    posts, asked = Post.__table__.c, Question.__table__.alias("own").c
    answers, comments, thread = Answer.__table__.c, Comment.__table__.c, Question.__table__.alias("thread").c
    thread_id = func.coalesce(asked.id, answers.question_id, comments.question_id)
    taken_away = and_(posts.status.in_(GONE), posts.hidden_at < before)
    done = or_(thread.solved_at.is_not(None), thread.closed_at.is_not(None))
    return (
        select(posts.id)
        .outerjoin(asked.id.table, asked.id == posts.id)
        .outerjoin(Answer.__table__, answers.id == posts.id)
        .outerjoin(Comment.__table__, comments.id == posts.id)
        .join(thread.id.table, thread.id == thread_id)
        .where(posts.id.in_(select(VaultEntry.post_id).where(VaultEntry.shown_at.is_(None))))
        .where(or_(taken_away, and_(done, thread.last_activity_at < before)))
        .order_by(posts.id)
        .limit(AT_ONCE)
    )


def bare_originals() -> list[str]:
    """Posts that show, now or in an earlier state, what is covered in them: there must be none."""
    entries = db.session.scalars(
        select(VaultEntry)
        .where(VaultEntry.shown_at.is_(None))
        .order_by(VaultEntry.post_id, VaultEntry.number)
    )
    return [
        f"post {each.post_id} shows what is covered in it (number {each.number})"
        for each in entries
        if any(masks.holds(text, each.original) for text in _texts_of(each.post_id))
    ]


def _texts_of(post_id: int) -> list[str]:
    post = db.session.get_one(Post, post_id)
    shown = vault.texts_of(post)
    texts = [shown.body, shown.title or "", post.body_html]
    for each in vault.findings_about(post):
        texts += [text for finding in each.findings for text in _quoted(finding)]
    for table in (Revision, EditSuggestion):
        columns = (table.body_markdown, table.title, table.comment)
        for row in db.session.execute(select(*columns).where(table.post_id == post_id)):
            texts += [text for text in row if text]
    return texts


def _quoted(finding: dict[str, Any]) -> list[str]:
    """What a check quotes of a text."""
    params = finding.get("params") or {}
    quotes = [*(finding.get("evidence") or ()), *params.values()]
    return [each for each in quotes if isinstance(each, str)]
