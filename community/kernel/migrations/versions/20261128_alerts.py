"""A pace for each way in the preferences; what is told by other ways; mutes; browsers that show news.

Revision ID: 20261128_alerts
Revises: 20261128_writing
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261128_alerts"
down_revision = "20261128_writing"
branch_labels = None
depends_on = None

SWITCHES = (("on_site", "site"), ("by_email", "email"))


def upgrade() -> None:
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rings_at", UtcDateTime(), nullable=True))
        batch_op.create_index("ix_notifications_unread", ["member_id", "read_at"], unique=False)
    _paces()
    _deliveries()
    _mutes()
    _devices()


def _paces() -> None:
    """Whoever switched something off keeps it off; what was on comes at once, as before."""
    with op.batch_alter_table("notification_preferences", schema=None) as batch_op:
        for way, usual in (("site", "instant"), ("email", "instant"), ("push", "off")):
            batch_op.add_column(sa.Column(way, sa.String(), nullable=False, server_default=usual))
    kept = sa.table("notification_preferences", *(sa.column(name) for pair in SWITCHES for name in pair))
    for switch, way in SWITCHES:
        op.execute(kept.update().where(kept.c[switch] == sa.false()).values({way: "off"}))
    with op.batch_alter_table("notification_preferences", schema=None) as batch_op:
        for way in ("site", "email", "push"):
            batch_op.alter_column(way, server_default=None)
        batch_op.drop_column("on_site")
        batch_op.drop_column("by_email")


def _deliveries() -> None:
    op.create_table(
        "notification_deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notification_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("pace", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("secret", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_notification_deliveries_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_notification_deliveries_notification_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_deliveries")),
        sa.UniqueConstraint(
            "notification_id", "way", name=op.f("uq_notification_deliveries_notification_id_way")
        ),
    )
    with op.batch_alter_table("notification_deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_notification_deliveries_due", ["member_id", "way", "due_at"], unique=False)
        batch_op.create_index("ix_notification_deliveries_sent", ["sent_at", "due_at"], unique=False)


def _mutes() -> None:
    op.create_table(
        "notification_mutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_notification_mutes_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["members.id"], name=op.f("fk_notification_mutes_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["posts.id"], name=op.f("fk_notification_mutes_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_mutes")),
        sa.UniqueConstraint("member_id", "person_id", name=op.f("uq_notification_mutes_member_id_person_id")),
        sa.UniqueConstraint(
            "member_id", "question_id", name=op.f("uq_notification_mutes_member_id_question_id")
        ),
    )
    with op.batch_alter_table("notification_mutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notification_mutes_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notification_mutes_question_id"), ["question_id"], unique=False)


def _devices() -> None:
    op.create_table(
        "push_devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("reached_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_push_devices_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_devices")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_devices_endpoint")),
    )
    with op.batch_alter_table("push_devices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_devices_member_id"), ["member_id"], unique=False)
