"""Questions that are closed, or wait for facts, are few: lists of them find them by an index, not among all."""

import sqlalchemy as sa
from alembic import op

revision = "20261211_few_questions"
down_revision = "20261210_comments_of_merged"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("closed", "needs_info"):
        seldom = sa.text(f"{name}_at IS NOT NULL")
        op.create_index(
            f"ix_questions_{name}", "questions", [f"{name}_at"], sqlite_where=seldom, postgresql_where=seldom
        )
