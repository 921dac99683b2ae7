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
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_stamps")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_page_stamps_about", "page_stamps", ["kind", "about", "id"])
