"""Doors through which programs bring messages of a channel.

Revision ID: 20261128_channel_doors
Revises: 20261127_articles
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261128_channel_doors"
down_revision = "20261127_articles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_doors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("former_seed", sa.String(), nullable=True),
        sa.Column("former_until", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_doors")),
        sa.UniqueConstraint("channel", name=op.f("uq_channel_doors_channel")),
    )


def downgrade() -> None:
    op.drop_table("channel_doors")
