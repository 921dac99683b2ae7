"""Stamps on what pages show; their triggers are made after the last migration, by `schema.upgrade`."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_page_stamps"
down_revision = "20261128_askers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_stamps",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "about", name=op.f("pk_page_stamps")),
    )
