"""Notices of a level say which one, and why: those that were told before get the words of a level reached.

Revision ID: 20261126_level_notices
Revises: 20261126_integrity
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json

revision = "20261126_level_notices"
down_revision = "20261126_integrity"
branch_labels = None
depends_on = None

TITLES = ("Newcomer", "Participant", "Contributor", "Curator", "Steward")
RISEN = "what you gave has helped others, and more is open to you"


def upgrade() -> None:
    notices = sa.table("notifications", sa.column("kind", sa.String()), sa.column("data", Json))
    for number, title in enumerate(TITLES):
        words = {"title": [title], "reason": [RISEN]}
        told = notices.c.data["level"].as_integer() == number
        op.execute(notices.update().where(notices.c.kind == "level", told).values(data=words))
