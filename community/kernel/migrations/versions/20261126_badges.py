"""Badges that lapse, news of awards, badges chosen for the profile, and badges made on the site.

Revision ID: 20261126_badges
Revises: 20261126_campaigns
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261126_badges"
down_revision = "20261126_campaigns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("badge_awards") as awards:
        for name in ("expires_at", "lapsed_at", "seen_at"):
            awards.add_column(sa.Column(name, UtcDateTime(), nullable=True))
        awards.create_index("ix_badge_awards_expiry", ["lapsed_at", "expires_at"])
    # What was given before this version is no news any more.
    op.execute("UPDATE badge_awards SET seen_at = awarded_at")
    with op.batch_alter_table("member_standings") as standings:
        standings.add_column(sa.Column("unseen_awards", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "chosen_badges",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_chosen_badges_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "badge", name=op.f("pk_chosen_badges")),
    )
    texts = ("title", "title_zh", "blurb", "blurb_zh", "tier", "family", "glyph", "metric")
    op.create_table(
        "custom_badges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("threshold", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("window", "tag", "lang")),
        sa.Column("gate_mean", sa.Double(), nullable=True),
        sa.Column("gate_ratings", sa.Integer(), nullable=True),
        sa.Column("repeatable", sa.Boolean(), nullable=False),
        sa.Column("expires_after", sa.Integer(), nullable=True),
        sa.Column("revocable", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("changes", Json, nullable=True),
        sa.Column("to_give", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("live_at", UtcDateTime(), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("threshold >= 1", name=op.f("ck_custom_badges_asks_for_something")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["members.id"], name=op.f("fk_custom_badges_made_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_badges")),
        sa.UniqueConstraint("slug", name=op.f("uq_custom_badges_slug")),
    )
    op.create_index(op.f("ix_custom_badges_state"), "custom_badges", ["state"])
