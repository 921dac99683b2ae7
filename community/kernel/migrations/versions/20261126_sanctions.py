"""Sanctions, the posts that led to them, notes on members, and appeals.

Members who are suspended already get the sanction that says so.

Revision ID: 20261126_sanctions
Revises: 20261126_trust
"""

import sqlalchemy as sa
from alembic import op

from community.kernel import clock
from community.kernel.db import Json, UtcDateTime

revision = "20261126_sanctions"
down_revision = "20261126_trust"
branch_labels = None
depends_on = None


def _member(table: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["members.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def upgrade() -> None:
    with op.batch_alter_table("members") as batch:
        batch.add_column(sa.Column("restraints", Json, nullable=False, server_default=sa.text("'{}'")))
    _sanctions()
    _what_belongs_to_them()
    _appeals()
    _write_down_suspensions()


def _sanctions() -> None:
    op.create_table(
        "sanctions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("imposed_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", Json, nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("imposed_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("end", sa.String(), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_words", sa.String(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        _member("sanctions", "member_id", "CASCADE"),
        _member("sanctions", "imposed_by_id", "SET NULL"),
        _member("sanctions", "ended_by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions")),
    )
    op.create_index(op.f("ix_sanctions_member_id"), "sanctions", ["member_id"])
    op.create_index(
        "uq_sanctions_active",
        "sanctions",
        ["member_id", "kind", "what", "about_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_sanctions_until", "sanctions", ["ended_at", "until"])
    op.create_index("ix_sanctions_about_id", "sanctions", ["about_id"])


def _what_belongs_to_them() -> None:
    op.create_table(
        "sanction_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sanction_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body_markdown", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sanction_id"], ["sanctions.id"], name=op.f("fk_sanction_posts_sanction_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_sanction_posts_post_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction_posts")),
    )
    op.create_index(op.f("ix_sanction_posts_sanction_id"), "sanction_posts", ["sanction_id"])
    op.create_index(op.f("ix_sanction_posts_post_id"), "sanction_posts", ["post_id"])
    op.create_table(
        "conduct_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _member("conduct_notes", "member_id", "CASCADE"),
        _member("conduct_notes", "by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_notes")),
    )
    op.create_index(op.f("ix_conduct_notes_member_id"), "conduct_notes", ["member_id"])


def _appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sanction_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sanction_id"], ["sanctions.id"], name=op.f("fk_appeals_sanction_id"), ondelete="CASCADE"
        ),
        _member("appeals", "member_id", "CASCADE"),
        _member("appeals", "decided_by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("sanction_id", name=op.f("uq_appeals_sanction_id")),
    )
    op.create_index(op.f("ix_appeals_member_id"), "appeals", ["member_id"])
    op.create_index("ix_appeals_state", "appeals", ["state", "due_at"])
    op.create_table(
        "appeal_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_member", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_messages_appeal_id"), ondelete="CASCADE"
        ),
        _member("appeal_messages", "by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_messages")),
    )
    op.create_index(op.f("ix_appeal_messages_appeal_id"), "appeal_messages", ["appeal_id"])


def _write_down_suspensions() -> None:
    """Who was suspended before this was kept may appeal from now on."""
    members = sa.table(
        "members", sa.column("id"), sa.column("status"), sa.column("suspended_until", UtcDateTime())
    )
    connection = op.get_bind()
    now = clock.now()
    rows = connection.execute(
        sa.select(members.c.id, members.c.suspended_until).where(members.c.status == "suspended")
    ).all()
    sanctions = sa.table(
        "sanctions",
        *(sa.column(name) for name in ("member_id", "kind", "what", "about_id", "reason", "template")),
        *(sa.column(name) for name in ("words", "note", "end", "end_words", "struck")),
        sa.column("decided_by", Json),
        sa.column("imposed_at", UtcDateTime()),
        sa.column("until", UtcDateTime()),
    )
    for member_id, until in rows:
        connection.execute(
            sanctions.insert().values(
                member_id=member_id,
                kind="suspend",
                what="",
                about_id=0,
                reason="other",
                template="",
                words="",
                note="",
                end="",
                end_words="",
                struck=False,
                decided_by=[],
                imposed_at=now,
                until=until,
            )
        )
