"""Reports end in more ways than two, have a small thread, and are measured against a base that is learnt.

Opinions of reviewers know the text that they are about and how long they took; reviewers are checked
now and then with items of a known outcome, and pause when they are careless.

Revision ID: 20261126_trust
Revises: 20261126_queue_of_appeals
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261126_trust"
down_revision = "20261126_queue_of_appeals"
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
    _reviewers()


def _reviewers() -> None:
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
