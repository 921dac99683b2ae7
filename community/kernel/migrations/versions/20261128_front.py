"""What is used and opened on the front page, what helpers leave to others, and what waits for review the longest.

Revision ID: 20261128_front
Revises: 20261128_channel_doors
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261128_front"
down_revision = "20261128_channel_doors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "front_uses",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_front_uses_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "slug", "day", name=op.f("pk_front_uses")),
    )
    op.create_table(
        "front_openings",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_front_openings_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "day", name=op.f("pk_front_openings")),
    )
    op.create_index("ix_front_openings_day", "front_openings", ["day"])
    op.create_table(
        "front_passes",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_front_passes_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_front_passes_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "question_id", name=op.f("pk_front_passes")),
    )
    op.create_index(op.f("ix_front_passes_question_id"), "front_passes", ["question_id"])
    waits = sa.text("state = 'open'")
    op.create_index(
        "ix_review_items_age", "review_items", ["created_at"], sqlite_where=waits, postgresql_where=waits
    )
