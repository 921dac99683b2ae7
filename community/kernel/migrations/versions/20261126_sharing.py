"""Visits through share links.

Revision ID: 20261126_sharing
Revises: 20261126_rulings
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_sharing"
down_revision = "20261126_rulings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "share_visits",
        sa.Column("sharer_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_share_visits_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sharer_id"], ["members.id"], name=op.f("fk_share_visits_sharer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sharer_id", "day", "question_id", "visitor", name=op.f("pk_share_visits")),
    )
