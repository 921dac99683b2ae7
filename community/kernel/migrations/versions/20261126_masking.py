"""Originals of what is covered in posts.

Revision ID: 20261126_masking
Revises: 20261126_queue_of_appeals
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261126_masking"
down_revision = "20261126_queue_of_appeals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "private_vault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("covered_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("shown_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["covered_by_id"],
            ["members.id"],
            name=op.f("fk_private_vault_covered_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_private_vault_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_vault")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_private_vault_post_id_number")),
    )
