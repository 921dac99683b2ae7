"""Addresses at hosts whose names only fold alike are two: their keys are made anew, finer than before."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "20261205_hosts_apart"
down_revision = "20261204_revisions_by_editor"
branch_labels = None
depends_on = None

TABLES = ("members", "sign_ups", "askers", "invites")
APART = {"ß": "ß", "ẞ": "ß", "ς": "ς"}  # as `accounts.rules.email_key` says on this day


def upgrade() -> None:
    connection = op.get_bind()
    for name in TABLES:
        rows = sa.table(name, sa.column("id"), sa.column("email"), sa.column("email_key"))
        concerned = sa.or_(*(rows.c.email.contains(each) for each in APART))
        for number, email in connection.execute(sa.select(rows.c.id, rows.c.email).where(concerned)).all():
            connection.execute(sa.update(rows).where(rows.c.id == number).values(email_key=key_of(email)))


def key_of(email: str) -> str:
    narrow = unicodedata.normalize("NFKC", email.strip())
    return "".join(APART.get(each) or each.casefold() for each in narrow)
