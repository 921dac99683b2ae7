"""Acceptances that were taken back keep their moment, for when they are given anew."""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261207_accepted_before"
down_revision = "20261206_news_of_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answers", sa.Column("accepted_before_at", UtcDateTime(), nullable=True))
