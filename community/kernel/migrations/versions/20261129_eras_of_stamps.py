"""Stamps say which transaction wrote them, so that a proof counts the latest ones alone."""

import sqlalchemy as sa
from alembic import op

revision = "20261129_eras_of_stamps"
down_revision = "20261128_fortress"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The database fills it in, so code of the release before, and its triggers, write what is right.
    now = "CAST(CAST(pg_current_xact_id() AS text) AS bigint)"
    default = "0" if op.get_bind().dialect.name == "sqlite" else now
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("page_stamps", sa.Column("era", number, nullable=False, server_default=sa.text(default)))
    op.drop_index("ix_page_stamps_about", "page_stamps")
    op.create_index("ix_page_stamps_about", "page_stamps", ["kind", "about", "era", "id"])
