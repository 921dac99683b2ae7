"""Comments that stayed on a question when it was merged go over to the other one, as those of later merges do."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261210_comments_of_merged"
down_revision = "20261209_devices_by_session"
branch_labels = None
depends_on = None

posts = sa.table("posts", sa.column("id"), sa.column("status"), sa.column("comment_count"))
questions = sa.table("questions", sa.column("id"), sa.column("merged_into_id"))
comments = sa.table("comments", sa.column("id"), sa.column("parent_id"), sa.column("question_id"))


def upgrade() -> None:
    connection = op.get_bind()
    # What was taken out of sight after it was merged stays there with what stands beneath it.
    merged: dict[int, int] = dict(
        connection.execute(
            sa.select(questions.c.id, questions.c.merged_into_id)
            .join(posts, posts.c.id == questions.c.id)
            .where(questions.c.merged_into_id.is_not(None), posts.c.status == "published")
        ).all()
    )
    for question_id in sorted(merged):
        into = end_of(question_id, merged)
        if into != question_id and hand_over(connection, question_id, into):
            for each in (question_id, into):
                recount(connection, each)


def end_of(question_id: int, merged: dict[int, int]) -> int:
    passed: set[int] = set()
    while question_id in merged and question_id not in passed:
        passed.add(question_id)
        question_id = merged[question_id]
    return question_id


def hand_over(connection: Any, question_id: int, into: int) -> int:
    beneath = sa.update(comments).where(comments.c.parent_id == question_id)
    moved: int = connection.execute(beneath.values(question_id=into, parent_id=into)).rowcount
    return moved


def recount(connection: Any, post_id: int) -> None:
    remark = posts.alias("remark")
    count = (
        sa.select(sa.func.count())
        .select_from(comments.join(remark, remark.c.id == comments.c.id))
        .where(comments.c.parent_id == post_id, remark.c.status == "published")
        .scalar_subquery()
    )
    connection.execute(sa.update(posts).where(posts.c.id == post_id).values(comment_count=count))
