"""Sign-ups wait in a table of their own until the address is proved; unconfirmed accounts stay as they are."""

import sqlalchemy as sa
from alembic import op

from community.kernel.db import UtcDateTime

revision = "20261130_sign_ups"
down_revision = "20261130_order_of_standings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("consent_version", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("invite_id", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invite_id"], ["invites.id"], name=op.f("fk_sign_ups_invite_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("name_key", name=op.f("uq_sign_ups_name_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ups_token_hash")),
    )
    for column in ("email_key", "invite_id", "created_at"):
        op.create_index(op.f(f"ix_sign_ups_{column}"), "sign_ups", [column])
