"""Drafts remember the product, and forms that made a post are known for some days.

Revision ID: 20261128_writing
Revises: 20261128_front
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261128_writing"
down_revision = "20261128_front"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("drafts") as batch:
        batch.add_column(sa.Column("product", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("drafts") as batch:
        batch.alter_column("product", server_default=None)
    op.create_table(
        "sent_forms",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_sent_forms_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_sent_forms_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "key", name=op.f("pk_sent_forms")),
    )
    op.create_index(op.f("ix_sent_forms_post_id"), "sent_forms", ["post_id"])
    op.create_index(op.f("ix_sent_forms_sent_at"), "sent_forms", ["sent_at"])
