"""The log refuses to be changed, and keeps in which role somebody acted; public counts.

Revision ID: 20261126_record
Revises: 20261126_sanctions
"""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import Json, UtcDateTime

revision = "20261126_record"
down_revision = "20261126_sanctions"
branch_labels = None
depends_on = None

REFUSAL = "SELECT RAISE(ABORT, 'the moderation log is append-only')"
SQLITE = (
    f"CREATE TRIGGER moderation_log_no_update BEFORE UPDATE ON moderation_log BEGIN {REFUSAL}; END",
    f"CREATE TRIGGER moderation_log_no_delete BEFORE DELETE ON moderation_log BEGIN {REFUSAL}; END",
    # INSERT OR REPLACE deletes without asking the trigger above.
    f"""CREATE TRIGGER moderation_log_no_replace BEFORE INSERT ON moderation_log
    WHEN EXISTS (SELECT 1 FROM moderation_log WHERE number >= NEW.number) BEGIN {REFUSAL}; END""",  # noqa: S608 - our own words
)
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION moderation_log_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the moderation log is append-only'; END $$""",
    """CREATE TRIGGER moderation_log_no_change BEFORE UPDATE OR DELETE ON moderation_log
    FOR EACH ROW EXECUTE FUNCTION moderation_log_refuse()""",
    """CREATE TRIGGER moderation_log_no_truncate BEFORE TRUNCATE ON moderation_log
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_log_refuse()""",
)


def upgrade() -> None:
    op.add_column("moderation_log", sa.Column("by_role", sa.String(), nullable=True))
    op.create_index(op.f("ix_moderation_log_by_id"), "moderation_log", ["by_id"])
    op.create_table(
        "public_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", Json, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_public_days")),
    )
    op.create_table(
        "public_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("keys", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_facts")),
    )
    op.create_table(
        "public_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_marks")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
