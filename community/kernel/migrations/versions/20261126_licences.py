"""Licences of customer reps, and every move that they made.

Revision ID: 20261126_licences
Revises: 20261126_level_notices
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261126_licences"
down_revision = "20261126_level_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rep_licences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("move_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["members.id"],
            name=op.f("fk_rep_licences_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_rep_licences_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tags.id"], name=op.f("fk_rep_licences_tag_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rep_licences")),
        sa.UniqueConstraint(
            "member_id", "tag_id", "lang", name=op.f("uq_rep_licences_member_id_tag_id_lang")
        ),
    )
    op.create_index(op.f("ix_rep_licences_tag_id"), "rep_licences", ["tag_id"])
    op.create_index("ix_rep_licences_state", "rep_licences", ["state", "applied_at"])
    op.create_table(
        "rep_licence_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("licence_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_rep_licence_moves_number_from_one")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["members.id"], name=op.f("fk_rep_licence_moves_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["licence_id"],
            ["rep_licences.id"],
            name=op.f("fk_rep_licence_moves_licence_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rep_licence_moves")),
        sa.UniqueConstraint("licence_id", "number", name=op.f("uq_rep_licence_moves_licence_id_number")),
    )
