"""Reviewers are checked now and then with items of a known outcome, and pause when they are careless.

Opinions know the text that they are about and how long they took.

Revision ID: 20261126_reviewers
Revises: 20261126_word_lists
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261126_reviewers"
down_revision = "20261126_word_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_items") as batch:
        batch.add_column(sa.Column("disputed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("review_items") as batch:
        batch.alter_column("disputed", server_default=None)
    with op.batch_alter_table("review_decisions") as batch:
        batch.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("seconds", sa.Double(), nullable=True))
        batch.add_column(sa.Column("overturned", sa.String(), nullable=True))
    op.execute(
        sa.text(
            "UPDATE review_decisions SET revision = (SELECT posts.revision_count FROM review_items"
            " JOIN posts ON posts.id = review_items.post_id WHERE review_items.id = review_decisions.item_id)"
        )
    )
    with op.batch_alter_table("review_decisions") as batch:
        batch.alter_column("revision", server_default=None)
    op.create_table(
        "spot_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body_markdown", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("findings", Json, nullable=False),
        sa.Column("flags", Json, nullable=False),
        sa.Column("served_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("void_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["review_items.id"], name="fk_spot_checks_item_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["members.id"], name="fk_spot_checks_reviewer_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_spot_checks_post_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["review_items.id"], name="fk_spot_checks_source_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_spot_checks"),
        sa.UniqueConstraint("item_id", name="uq_spot_checks_item_id"),
        sa.UniqueConstraint("reviewer_id", "post_id", name="uq_spot_checks_reviewer_id_post_id"),
    )
    op.create_index("ix_spot_checks_post_id", "spot_checks", ["post_id"])
    op.create_index(
        "uq_spot_checks_open",
        "spot_checks",
        ["reviewer_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL AND void_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL AND void_at IS NULL"),
    )
    op.create_table(
        "reviewer_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["members.id"], name="fk_reviewer_pauses_ended_by_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_reviewer_pauses_member_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reviewer_pauses"),
        sa.UniqueConstraint("member_id", "number", name="uq_reviewer_pauses_member_id_number"),
    )
