"""Removals know that the author deleted the post meanwhile.

Revision ID: 20261126_dropped_posts
Revises: 20261126_reviewers
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261126_dropped_posts"
down_revision = "20261126_reviewers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sanctions", sa.Column("dropped_at", UtcDateTime(), nullable=True))
