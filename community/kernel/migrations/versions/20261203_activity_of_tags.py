"""What carries a tag knows when its question was last active: triggers fill it in once they are made."""

import sqlalchemy as sa
from alembic import op

revision = "20261203_activity_of_tags"
down_revision = "20261202_changed_ratings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question_tags", sa.Column("active_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_question_tags_active", "question_tags", ["tag_id", "active_at", "question_id"])
