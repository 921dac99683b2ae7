"""The ladder: calls for helpers, self-service, own words for moves, settings and verdicts of rules.

Revision ID: 20261127_ladder
Revises: 20261127_opinion
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261127_ladder"
down_revision = "20261127_opinion"
branch_labels = None
depends_on = None


def _member(name: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], ["members.id"], name=op.f(f"fk_{table}_{name}"), ondelete="SET NULL"
    )


def upgrade() -> None:
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ring_count", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE needs SET ring_count = 3")  # nobody is called for what has waited so far
    with op.batch_alter_table("moves", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sentence", Json, nullable=False, server_default="{}"))
    op.create_index("ix_question_tags_newest", "question_tags", ["tag_id", "question_id"])
    _calls()
    _rules()


def _calls() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("ring", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("declined_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_invitations_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_invitations_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("need_id", "member_id", name=op.f("uq_invitations_need_id_member_id")),
        sa.UniqueConstraint("member_id", "day", "slot", name=op.f("uq_invitations_member_id_day_slot")),
    )
    op.create_index("ix_invitations_member", "invitations", ["member_id", "created_at"])
    op.create_table(
        "self_helps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_self_helps_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_helps")),
        sa.UniqueConstraint(
            "visitor", "question_id", "day", name=op.f("uq_self_helps_visitor_question_id_day")
        ),
    )
    op.create_index("ix_self_helps_question_id", "self_helps", ["question_id"])
    op.create_index("ix_self_helps_created_at", "self_helps", ["created_at"])


def _rules() -> None:
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("verdict", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("judged_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("judged_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_escalations_judged_by_id"), "members", ["judged_by_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index("ix_escalations_rule_time", ["rule", "created_at"])
    op.create_table(
        "rule_settings",
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("given", Json, nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        _member("changed_by_id", "rule_settings"),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_rule_settings")),
    )
    op.create_table(
        "site_rules",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("conditions", Json, nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", UtcDateTime(timezone=True), nullable=True),
        _member("made_by_id", "site_rules"),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_site_rules")),
    )
    op.create_table(
        "rule_sightings",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_rule_sightings_post_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_rule_sightings_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "rule", name=op.f("pk_rule_sightings")),
    )
    op.create_index("ix_rule_sightings_rule", "rule_sightings", ["rule", "seen_at"])
    op.create_table(
        "rule_proposal_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("before", sa.Double(), nullable=False),
        sa.Column("proposed", sa.Double(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("verdicts", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=False),
        _member("by_id", "rule_proposal_answers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_proposal_answers")),
    )
    op.create_index("ix_rule_proposal_answers_rule", "rule_proposal_answers", ["rule"])
