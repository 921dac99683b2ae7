"""A browser that shows news names the session in which its member allowed it, so that it ends with it."""

import sqlalchemy as sa
from alembic import op

revision = "20261209_devices_by_session"
down_revision = "20261208_deeds_by_member"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("push_devices", sa.Column("sign_in_id", sa.Integer(), nullable=True))
