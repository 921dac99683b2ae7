"""Findings of abuse with their journal, and the fingerprints by which copied answers are found.

Revision ID: 20261126_integrity
Revises: 20261126_badges
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261126_integrity"
down_revision = "20261126_badges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_anchors",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_answer_anchors_answer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", "value", name=op.f("pk_answer_anchors")),
    )
    op.create_index(op.f("ix_answer_anchors_value"), "answer_anchors", ["value"])
    op.create_table(
        "answers_read",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_answers_read_answer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_answers_read")),
    )
    op.create_table(
        "integrity_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("members", Json, nullable=False),
        sa.Column("raters", Json, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["members.id"],
            name=op.f("fk_integrity_findings_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_findings")),
    )
    op.create_index(op.f("ix_integrity_findings_found_at"), "integrity_findings", ["found_at"])
    op.create_index("ix_integrity_findings_list", "integrity_findings", ["state", "kind", "score"])
    op.create_index(
        "uq_integrity_findings_waiting",
        "integrity_findings",
        ["kind", "key"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'undone')"),
        postgresql_where=sa.text("state IN ('open', 'undone')"),
    )
    op.create_table(
        "integrity_journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["members.id"], name=op.f("fk_integrity_journal_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["integrity_findings.id"],
            name=op.f("fk_integrity_journal_finding_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_journal")),
        sa.UniqueConstraint("finding_id", "number", name=op.f("uq_integrity_journal_finding_id_number")),
    )
