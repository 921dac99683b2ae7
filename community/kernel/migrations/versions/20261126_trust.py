"""Reports end in more ways than two, have a small thread, and are measured against a base that is learnt.

Revision ID: 20261126_trust
Revises: 20261126_masking
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261126_trust"
down_revision = "20261126_masking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _flags()
    op.create_table(
        "flag_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("from_team", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name="fk_flag_messages_author_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["flags.id"], name="fk_flag_messages_flag_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_flag_messages"),
    )
    op.create_index("ix_flag_messages_flag_id", "flag_messages", ["flag_id"])
    op.create_table(
        "flag_bases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("before", sa.Double(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("learnt_from", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["members.id"], name="fk_flag_bases_by_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_flag_bases"),
        sa.UniqueConstraint("day", name="uq_flag_bases_day"),
    )


def _flags() -> None:
    with op.batch_alter_table("flags") as batch:
        batch.add_column(sa.Column("strong", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("young", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("state", sa.String(), nullable=False, server_default="open"))
        batch.add_column(sa.Column("reminded_at", UtcDateTime(), nullable=True))
        batch.drop_constraint("uq_flags_post_id_flagger_id", type_="unique")
        batch.create_index("ix_flags_post_id", ["post_id"])
        batch.create_index("ix_flags_state", ["state", "created_at"])
    op.execute(
        sa.text(
            "UPDATE flags SET state = CASE WHEN upheld THEN 'upheld' ELSE 'dismissed' END WHERE upheld IS NOT NULL"
        )
    )
    op.execute(
        sa.text(
            "UPDATE flags SET revision = (SELECT revision_count FROM posts WHERE posts.id = flags.post_id)"
        )
    )
    op.create_index(
        "uq_flags_open",
        "flags",
        ["post_id", "flagger_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    with op.batch_alter_table("flags") as batch:
        batch.drop_column("upheld")
        for name in ("strong", "young", "revision", "state"):
            batch.alter_column(name, server_default=None)
