"""What goes when somebody leaves for good and no feature takes care of itself: private words, and notes about them.

Posts stay, under the name of a former member. A table that names members and holds words must be here, with its
feature, or among those that a test names with the reason why its words may stay.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, Table, delete, select, update

from community.kernel.db import db

# Rows that are theirs alone: the table, and its column that names them.
GO: Final[Mapping[str, str]] = {
    "drafts": "member_id",
    "case_drafts": "member_id",
    "sent_forms": "member_id",
    "idempotency_keys": "member_id",
    "notifications": "member_id",  # its deliveries go with it
    "notification_preferences": "member_id",
    "notification_mutes": "member_id",
    "flag_messages": "author_id",
    "conduct_notes": "member_id",
}
# Words that go from a row whose rest says what was done: the table, whose it is, and the words.
WORDLESS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "flags": ("flagger_id", ("note",)),
    "appeals": ("member_id", ("words",)),
    "sanctions": ("member_id", ("words", "note")),
}
WHY_STAFF: Final = ("asked-for-staff", "still-not-solved")  # moves on the ladder whose note the asker wrote


def forget(member_id: int) -> None:
    """Remove the private words of a member who has left, and those that were noted about them."""
    tables = db.metadata.tables
    for name, column in GO.items():
        db.session.execute(delete(tables[name]).where(tables[name].c[column] == member_id))
    for name, (column, words) in WORDLESS.items():
        _empty(tables[name], words, tables[name].c[column] == member_id)
    theirs = select(tables["appeals"].c.id).where(tables["appeals"].c.member_id == member_id)
    messages = tables["appeal_messages"]
    db.session.execute(delete(messages).where(messages.c.appeal_id.in_(theirs)))
    moves = tables["moves"]
    _empty(moves, ("note",), moves.c.by_id == member_id, moves.c.rule.in_(WHY_STAFF))


def _empty(table: Table, words: tuple[str, ...], *which: ColumnElement[bool]) -> None:
    db.session.execute(update(table).where(*which).values(dict.fromkeys(words, "")))
