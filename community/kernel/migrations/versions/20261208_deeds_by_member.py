"""What somebody decided in the queue, where they moved a need, and who shared a question are found by an index.

Whoever asked for staff, looked at their own record or gave a question other tags would have read what everybody did.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261208_deeds_by_member"
down_revision = "20261207_accepted_before"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_review_decisions_reviewer", "review_decisions", ["reviewer_id"])
    by_somebody = sa.text("by_id IS NOT NULL")
    op.create_index(
        "ix_moves_by",
        "moves",
        ["by_id", "created_at"],
        sqlite_where=by_somebody,
        postgresql_where=by_somebody,
    )
    op.create_index("ix_share_visits_question_id", "share_visits", ["question_id"])
