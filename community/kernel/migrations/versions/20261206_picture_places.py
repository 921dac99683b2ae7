"""Where pictures stand, so that who may see them can be asked; the rows are made with the triggers that keep them."""

import sqlalchemy as sa
from alembic import op

revision = "20261206_picture_places"
down_revision = "20261205_hosts_apart"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "picture_places",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("row_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("about", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("place", "row_id", "key", name="pk_picture_places"),
    )
    op.create_index("ix_picture_places_key", "picture_places", ["key", "place", "about"])
