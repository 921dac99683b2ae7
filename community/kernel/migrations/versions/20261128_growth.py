"""Indexes for what pages of a large community sort by: solutions, wishes of many, a member's points."""

from alembic import op

revision = "20261128_growth"
down_revision = "20261128_signin"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_questions_solved", "questions", ["listed", "solved_at"]),
    ("ix_questions_wanted", "questions", ["listed", "same_problem_count", "id"]),
    ("ix_reputation_events_history", "reputation_events", ["member_id", "arose_at", "id"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
