"""What somebody decided in the queue is found by an index: their own record would read all decisions."""

from alembic import op

revision = "20261208_decisions_by_reviewer"
down_revision = "20261207_accepted_before"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_review_decisions_reviewer", "review_decisions", ["reviewer_id"])
