"""Open review items are found by thread and by author.

Revision ID: 20261126_queue_by_thread
Revises: 20261126_dropped_posts
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_queue_by_thread"
down_revision = "20261126_dropped_posts"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    for name, column in (("thread", "thread_id"), ("author", "author_id")):
        op.create_index(
            f"ix_review_items_{name}", "review_items", [column], sqlite_where=OPEN, postgresql_where=OPEN
        )
