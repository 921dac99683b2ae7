"""Opinions of a language model, by the digest of the text.

Revision ID: 20261127_opinion
Revises: 20261127_desk
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261127_opinion"
down_revision = "20261127_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("scores", Json, nullable=False),
        sa.Column("token_count", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_opinions"),
        sa.UniqueConstraint("model", "digest", name="uq_opinions_model_digest"),
    )
    op.create_index("ix_opinions_day", "opinions", ["asked_at"])


def downgrade() -> None:
    op.drop_table("opinions")
