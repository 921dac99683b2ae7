"""The board since ever in the order of an index; members out of the ordinary, who stand on no board, by theirs."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_order_of_standings"
down_revision = "20261129_eras_of_stamps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_member_standings_order", "member_standings", [sa.text("points DESC"), "member_id"])
    op.drop_index("ix_member_standings_points", "member_standings")  # the same order, less of it
    hides = "hides_game = 1" if op.get_bind().dialect.name == "sqlite" else "hides_game"
    few = sa.text(f"role <> 'member' OR status <> 'active' OR {hides}")
    op.create_index(
        "ix_members_out_of_the_ordinary", "members", ["id"], sqlite_where=few, postgresql_where=few
    )
