"""Settings of the gate, what its checks found, where posts came from, and words that find reworded questions.

Revision ID: 20261126_gate
Revises: 20261126_curation
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from community.kernel.db import UtcDateTime

revision = "20261126_gate"
down_revision = "20261126_curation"
branch_labels = None
depends_on = None


def _of_post(table: str, column: str = "post_id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["posts.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "gate_settings",
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("given", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["members.id"],
            name=op.f("fk_gate_settings_changed_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("check", name=op.f("pk_gate_settings")),
    )
    op.create_table(
        "gate_findings",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        _of_post("gate_findings"),
        sa.PrimaryKeyConstraint("post_id", "check", name=op.f("pk_gate_findings")),
    )
    op.create_index("ix_gate_findings_check_found_at", "gate_findings", ["check", "found_at"])
    op.create_table(
        "gate_origins",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("new_account", sa.Boolean(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        _of_post("gate_origins"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_gate_origins")),
    )
    op.create_index(op.f("ix_gate_origins_sent_at"), "gate_origins", ["sent_at"])
    op.create_index("ix_gate_origins_author", "gate_origins", ["author_id", "sent_at"])
    op.create_index("ix_gate_origins_address", "gate_origins", ["address", "sent_at"])
    op.create_index("ix_gate_origins_content", "gate_origins", ["content", "sent_at"])
    op.create_table(
        "gate_flood_notices",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_gate_flood_notices")),
    )
    op.create_index(op.f("ix_gate_flood_notices_told_at"), "gate_flood_notices", ["told_at"])
    op.create_table(
        "gate_author_words",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        _of_post("gate_author_words"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_gate_author_words")),
    )
    op.create_table(
        "gate_question_terms",
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        _of_post("gate_question_terms", "question_id"),
        sa.PrimaryKeyConstraint("term", "question_id", name=op.f("pk_gate_question_terms")),
    )
    op.create_index(op.f("ix_gate_question_terms_question_id"), "gate_question_terms", ["question_id"])
    op.drop_index("ix_post_shingles_value", "post_shingles")
    op.create_index("ix_post_shingles_value", "post_shingles", ["value", "post_id"])
