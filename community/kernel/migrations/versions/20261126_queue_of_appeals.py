"""The queue takes appeals: an item is about a post or about an appeal.

Held posts join the queue by what was found, and say themselves that they are held.

Revision ID: 20261126_queue_of_appeals
Revises: 20261126_licences
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_queue_of_appeals"
down_revision = "20261126_licences"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_items") as batch:
        batch.alter_column("post_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("appeal_id", sa.Integer(), nullable=True))
        batch.create_index(
            "uq_review_items_open_appeal",
            ["appeal_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
    op.execute(sa.text("UPDATE review_items SET kind = 'low-quality' WHERE kind = 'held'"))
