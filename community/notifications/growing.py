"""The news of a grown community: askers were told of answers, authors of being accepted."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from community.accounts.models import Member
from community.answers.models import Answer
from community.imports.growth import bulk
from community.imports.growth.parts import Ground
from community.kernel.db import table_of
from community.posts.models import Post, PostStatus
from community.questions.models import Question

KEPT: Final = timedelta(days=400)  # older news are no longer looked at
UNREAD: Final = 0.15

answer, question, post, member = map(table_of, (Answer, Question, Post, Member))
asked: Final = post.alias("asked")


def tell(ground: Ground) -> None:
    """Write what would have been told on the site; nothing is sent."""
    chance = ground.chance("news")
    query = (
        select(
            answer.c.id,
            answer.c.question_id,
            answer.c.accepted_at,
            answer.c.accepted_by_id,
            question.c.title,
            post.c.author_id,
            post.c.created_at,
            member.c.display_name,
            asked.c.author_id.label("asker_id"),
        )
        .join(post, post.c.id == answer.c.id)
        .join(question, question.c.id == answer.c.question_id)
        .join(asked, asked.c.id == answer.c.question_id)
        .join(member, member.c.id == post.c.author_id)
        .where(post.c.status == PostStatus.PUBLISHED, post.c.created_at > ground.end - KEPT)
    )
    for some in bulk.pages(ground.connection, query, answer.c.id):
        rows = [news for row in some for news in _of(row)]
        for row in rows:
            read = chance.random() > UNREAD or ground.end - row["created_at"] > timedelta(days=60)
            row["read_at"] = row["created_at"] + timedelta(hours=1) if read else None
        ground.write("notifications", rows)


def _of(row: Any) -> list[dict[str, Any]]:
    found = []
    if row.asker_id != row.author_id:
        found.append(_news(row, "answer", row.asker_id, row.author_id, row.created_at, row.display_name))
    if row.accepted_at is not None and row.accepted_by_id != row.author_id:
        found.append(_news(row, "accepted", row.author_id, row.accepted_by_id, row.accepted_at, "?"))
    return found


def _news(row: Any, kind: str, to: int, by: int, at: Any, name: str) -> dict[str, Any]:
    return {
        "member_id": to,
        "kind": kind,
        "cause": f"{kind}:{row.id}",
        "question_id": row.question_id,
        "post_id": row.id,
        "actor_id": by,
        "data": {"title": row.title, "actor": name},
        "created_at": at,
    }
