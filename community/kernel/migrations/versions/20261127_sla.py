"""Calendars and policies of service, and the clocks of each case as rows.

What a case had before (one clock, its breaches) is dropped: open cases are given promises anew by the next
tick, and the log keeps what was late.

Revision ID: 20261127_sla
Revises: 20261126_queue_by_thread
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261127_sla"
down_revision = "20261127_channels"
branch_labels = None
depends_on = None

TERMS = ("first_response", "next_response", "resolution", "warn_share", "warn_minutes")
UNSOLVED = sa.text("state <> 'resolved'")


def upgrade() -> None:
    _calendars()
    _policies()
    _promises()
    _clocks()
    op.drop_table("sla_breaches")
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("weigh_at", UtcDateTime(), nullable=True))
        batch.drop_column("minutes_left")
    op.create_index("ix_cases_weigh", "cases", ["weigh_at"], sqlite_where=UNSOLVED, postgresql_where=UNSOLVED)
    op.execute(sa.text("UPDATE cases SET weigh_at = opened_at WHERE state <> 'resolved'"))


def _calendars() -> None:
    op.create_table(
        "sla_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sla_calendars"),
        sa.UniqueConstraint("name", name="uq_sla_calendars_name"),
    )
    _only("uq_sla_calendars_default", "sla_calendars", ["is_default"], "is_default")
    op.create_table(
        "sla_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("hours", Json, nullable=False),
        sa.Column("holidays", Json, nullable=False),
        sa.Column("extra", Json, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        _to("sla_hours", "calendar_id", "sla_calendars.id", "SET NULL"),
        _to("sla_hours", "made_by_id", "members.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_sla_hours"),
        sa.UniqueConstraint("calendar_id", "version", name="uq_sla_hours_calendar_id_version"),
    )


def _policies() -> None:
    op.create_table(
        "sla_policies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_fallback", sa.Boolean(), nullable=False),
        sa.Column("conditions", Json, nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in TERMS),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _to("sla_policies", "calendar_id", "sla_calendars.id"),
        sa.PrimaryKeyConstraint("id", name="pk_sla_policies"),
        sa.UniqueConstraint("name", name="uq_sla_policies_name"),
    )
    op.create_index("ix_sla_policies_calendar_id", "sla_policies", ["calendar_id"])
    _only("uq_sla_policies_fallback", "sla_policies", ["is_fallback"], "is_fallback")


def _promises() -> None:
    op.create_table(
        "case_promises",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.Column("policy_name", sa.String(), nullable=False),
        sa.Column("hours_id", sa.Integer(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in TERMS),
        sa.Column("owed", sa.String(), nullable=True),
        sa.Column("owed_since", UtcDateTime(), nullable=True),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        _to("case_promises", "case_id", "cases.id", "CASCADE"),
        _to("case_promises", "policy_id", "sla_policies.id", "SET NULL"),
        _to("case_promises", "hours_id", "sla_hours.id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_promises"),
    )
    op.create_index("ix_case_promises_policy_id", "case_promises", ["policy_id"])
    op.create_index("ix_case_promises_opened", "case_promises", ["closed_at", "opened_at"])


def _clocks() -> None:
    op.create_table(
        "case_clocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("hours_id", sa.Integer(), nullable=False),
        sa.Column("target_minutes", sa.Integer(), nullable=False),
        sa.Column("used_minutes", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        *(
            sa.Column(name, UtcDateTime(), nullable=True)
            for name in ("since", "due_at", "warn_at", "warned_at", "breached_at", "ended_at")
        ),
        _to("case_clocks", "case_id", "cases.id", "CASCADE"),
        _to("case_clocks", "hours_id", "sla_hours.id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_clocks"),
        sa.UniqueConstraint("case_id", "clock", "round", name="uq_case_clocks_case_id_clock_round"),
    )
    op.create_index("ix_case_clocks_started", "case_clocks", ["clock", "started_at"])
    _only("uq_case_clocks_unended", "case_clocks", ["case_id", "clock"], "state in ('running', 'paused')")
    running = sa.text("state = 'running' and breached_at is null")
    for name in ("due", "warn"):
        op.create_index(
            f"ix_case_clocks_{name}",
            "case_clocks",
            [f"{name}_at"],
            sqlite_where=running,
            postgresql_where=running,
        )


def _to(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete=ondelete)


def _only(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition)
