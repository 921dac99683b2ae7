"""The queue ages, is filtered within one index, and its decisions can be taken back for a moment.

Revision ID: 20261126_queue
Revises: 20261126_gate
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from community.kernel.db import UtcDateTime

revision = "20261126_queue"
down_revision = "20261126_gate"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
FILTERED = [
    "held",
    "lang",
    "author_id",
    "thread_id",
    "found",
    "claimed_by_id",
    "claimed_until",
    "created_at",
]


def upgrade() -> None:
    with op.batch_alter_table("review_items") as batch:
        batch.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("thread_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("lang", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("found", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("parts", JSON, nullable=False, server_default="{}"))
        batch.add_column(sa.Column("rank_at", UtcDateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("undo", JSON, nullable=True))
        batch.create_foreign_key(
            op.f("fk_review_items_author_id"), "members", ["author_id"], ["id"], ondelete="SET NULL"
        )
        batch.drop_index("ix_review_items_queue")
    _fill()
    with op.batch_alter_table("review_items") as batch:
        for name in ("lang", "held", "found", "parts"):
            batch.alter_column(name, server_default=None)
        batch.alter_column("rank_at", existing_type=UtcDateTime(timezone=True), nullable=False)
        batch.create_index("ix_review_items_post", ["post_id", "id"])
        batch.create_index("ix_review_items_decided", ["decided_by_id", "decided_at"])
    for name, first in (
        ("ix_review_items_queue", ["rank_at", "id", "kind"]),
        ("ix_review_items_kinds", ["kind", "rank_at", "id"]),
    ):
        op.create_index(
            name,
            "review_items",
            [*first, *FILTERED],
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
    op.create_index(
        "ix_review_items_done",
        "review_items",
        ["id"],
        sqlite_where=sa.text("state = 'decided'"),
        postgresql_where=sa.text("state = 'decided'"),
    )
    op.create_table(
        "review_skips",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["review_items.id"], name=op.f("fk_review_skips_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_review_skips_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "member_id", name=op.f("pk_review_skips")),
    )
    op.create_index(op.f("ix_review_skips_member_id"), "review_skips", ["member_id"])


def _fill() -> None:
    """Copy what the queue filters by, and set the order."""
    items = sa.table(
        "review_items",
        *(
            sa.column(name)
            for name in ("id", "post_id", "priority", "lang", "held", "author_id", "thread_id")
        ),
        sa.column("created_at", UtcDateTime(timezone=True)),
        sa.column("rank_at", UtcDateTime(timezone=True)),
        sa.column("parts", JSON),
        sa.column("findings", JSON),
        sa.column("found"),
    )
    posts = sa.table("posts", *(sa.column(name) for name in ("id", "status", "lang", "author_id", "kind")))
    above = {
        kind: sa.table(name, sa.column("id"), sa.column("question_id"))
        for kind, name in (("answer", "answers"), ("comment", "comments"))
    }
    thread = sa.func.coalesce(above["answer"].c.question_id, above["comment"].c.question_id, posts.c.id)
    rows = (
        op.get_bind()
        .execute(
            sa.select(
                items.c.id,
                items.c.priority,
                items.c.created_at,
                items.c.findings,
                posts.c.status,
                posts.c.lang,
                posts.c.author_id,
                thread.label("thread"),
            ).select_from(
                items.outerjoin(posts, posts.c.id == items.c.post_id)
                .outerjoin(above["answer"], above["answer"].c.id == posts.c.id)
                .outerjoin(above["comment"], above["comment"].c.id == posts.c.id)
            )
        )
        .all()
    )
    for row in rows:
        op.get_bind().execute(
            items.update()
            .where(items.c.id == row.id)
            .values(
                lang=row.lang or "",
                held=row.status not in {None, "published"},
                author_id=row.author_id,
                found="".join(["|", *(f"{each}|" for each in row.findings)]) if row.findings else "",
                thread_id=row.thread,
                parts={"kind": row.priority},
                rank_at=row.created_at - row.priority * timedelta(hours=1),
            )
        )
