"""Ratings that were changed or given anew are found by when that was."""

import sqlalchemy as sa
from alembic import op

revision = "20261202_changed_ratings"
down_revision = "20261201_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    changed = sa.text("updated_at > created_at")
    op.create_index(
        "ix_ratings_changed", "ratings", ["updated_at"], sqlite_where=changed, postgresql_where=changed
    )
