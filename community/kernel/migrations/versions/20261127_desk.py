"""The desk: indexes for its lists, drafts of staff, and which help they took.

Revision ID: 20261127_desk
Revises: 20261127_letters_kept
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261127_desk"
down_revision = "20261127_letters_kept"
branch_labels = None
depends_on = None

UNSOLVED = sa.text("state <> 'resolved'")
RANK: list[Any] = ["priority", sa.text("points DESC"), "id"]
ASKED = ["state", "owner_id", "team", "lang"]
LISTED = {
    "ix_cases_rank": [*RANK, "tier", *ASKED],
    "ix_cases_tier_rank": ["tier", *RANK, *ASKED],
    "ix_cases_opened": ["opened_at"],
    "ix_cases_waiting": ["waiting_since"],
}


def upgrade() -> None:
    for name, columns in LISTED.items():
        op.create_index(name, "cases", columns, sqlite_where=UNSOLVED, postgresql_where=UNSOLVED)
    op.create_index("ix_cases_closed", "cases", ["state", "closed_at"])
    op.create_index("ix_escalations_rule", "escalations", ["rule", "case_id"])
    op.create_table(
        "case_drafts",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_drafts_case_id_cases"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_case_drafts_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "member_id", name=op.f("pk_case_drafts")),
    )
    op.create_table(
        "case_help_taken",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["members.id"], name=op.f("fk_case_help_taken_by_id_members"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_help_taken_case_id_cases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "kind", "target", name=op.f("pk_case_help_taken")),
    )
    op.create_index(op.f("ix_case_help_taken_target"), "case_help_taken", ["target"])
