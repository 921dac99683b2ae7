"""Word lists: patterns, scope, examples, counts.

Revision ID: 20261126_word_lists
Revises: 20261126_queue
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261126_word_lists"
down_revision = "20261126_queue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("gate_list_entries", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_pattern", sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )
        batch_op.add_column(sa.Column("loose", sa.Boolean(), nullable=False, server_default=sa.text("false")))
        batch_op.add_column(sa.Column("lang", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("kinds", Json, nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("newcomers_only", sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )
        batch_op.add_column(sa.Column("exempt_level", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("must_hit", Json, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("must_miss", Json, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.text("true")))
        batch_op.add_column(sa.Column("cut_off_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("expires_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("hit_count", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("last_hit_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("updated_at", UtcDateTime(), nullable=True))
