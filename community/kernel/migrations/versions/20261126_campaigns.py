"""Campaigns, their standings and rewards; marks for boards.

Revision ID: 20261126_campaigns
Revises: 20261126_sharing
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261126_campaigns"
down_revision = "20261126_sharing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_marks")),
    )
    with op.batch_alter_table("board_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_marks_noted_at"), ["noted_at"], unique=False)

    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("orientation", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_zh", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_zh", sa.String(), nullable=False),
        sa.Column("weights", Json, nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("daily_cap", sa.Integer(), nullable=False),
        sa.Column("pair_cap", sa.Integer(), nullable=False),
        sa.Column("ties", sa.String(), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_zh", sa.String(), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("began_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.Column("result", Json, nullable=True),
        sa.CheckConstraint("budget >= 0", name=op.f("ck_campaigns_budget_not_negative")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_campaigns_ends_later")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["members.id"], name=op.f("fk_campaigns_created_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaigns_slug")),
        sa.UniqueConstraint("title_key", name=op.f("uq_campaigns_title_key")),
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index("ix_campaigns_ends_at", ["ends_at"], unique=False)

    op.create_table(
        "campaign_rewards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("paid_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_campaign_rewards_says_something")),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_rewards_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_campaign_rewards_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_rewards")),
        sa.UniqueConstraint(
            "campaign_id",
            "member_id",
            "number",
            name=op.f("uq_campaign_rewards_campaign_id_member_id_number"),
        ),
    )
    with op.batch_alter_table("campaign_rewards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_rewards_member_id"), ["member_id"], unique=False)

    op.create_table(
        "campaign_standings",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reward", sa.Integer(), nullable=False),
        sa.Column("deed_count", sa.Integer(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_campaign_standings_rank_from_one")),
        sa.CheckConstraint("reward >= 0", name=op.f("ck_campaign_standings_reward_not_negative")),
        sa.CheckConstraint("score > 0", name=op.f("ck_campaign_standings_score_says_something")),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_standings_campaign_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_campaign_standings_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "member_id", name=op.f("pk_campaign_standings")),
    )
    with op.batch_alter_table("campaign_standings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_standings_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_campaign_standings_order", ["campaign_id", "rank"], unique=False)

    op.create_table(
        "campaign_tags",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_tags_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tags.id"], name=op.f("fk_campaign_tags_tag_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "tag_id", name=op.f("pk_campaign_tags")),
    )
    with op.batch_alter_table("campaign_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_tags_tag_id"), ["tag_id"], unique=False)
