"""What somebody edited is found by an index: whoever asks for their own data would read all revisions."""

from alembic import op

revision = "20261204_revisions_by_editor"
down_revision = "20261203_activity_of_tags"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_revisions_editor", "revisions", ["editor_id"])
