"""When private data left a letter.

Revision ID: 20261127_letters_kept
Revises: 20261127_casework
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261127_letters_kept"
down_revision = "20261127_casework"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("masked_at", UtcDateTime(), nullable=True))
