"""Causes that were ruled out of the ledger, and pairs of members between whom nothing counts.

Revision ID: 20261126_rulings
Revises: 20261123_initial
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261126_rulings"
down_revision = "20261123_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["members.id"], name=op.f("fk_ledger_rulings_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"],
            ["members.id"],
            name=op.f("fk_ledger_rulings_lifted_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_ledger_rulings_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_rulings")),
    )
    op.create_index(op.f("ix_ledger_rulings_member_id"), "ledger_rulings", ["member_id"])
    op.create_index(op.f("ix_ledger_rulings_source"), "ledger_rulings", ["source"])
    op.create_index(
        "ix_ledger_rulings_standing",
        "ledger_rulings",
        ["cause", "source"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "mutual_pairs",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("exceeds", sa.Boolean(), nullable=False),
        sa.Column("ruling", sa.String(), nullable=True),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.Column("ruled_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_mutual_pairs_in_order")),
        sa.ForeignKeyConstraint(
            ["high_id"], ["members.id"], name=op.f("fk_mutual_pairs_high_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["low_id"], ["members.id"], name=op.f("fk_mutual_pairs_low_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ruled_by_id"],
            ["members.id"],
            name=op.f("fk_mutual_pairs_ruled_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_mutual_pairs")),
    )
    op.create_index(op.f("ix_mutual_pairs_high_id"), "mutual_pairs", ["high_id"])
