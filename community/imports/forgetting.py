"""What goes when somebody leaves for good and no feature of this package takes care of itself: private words.

Posts stay, under the name of a former member. A table that names members and holds words must be here, with its
feature (packages above listen to `MemberClosed` themselves), or among those that a test names with the reason why its
words may stay.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, update

from community.kernel.db import db

# Rows that are theirs alone: the table, and its column that names them.
GO: Final[Mapping[str, str]] = {
    "drafts": "member_id",
    "sent_forms": "member_id",
    "idempotency_keys": "member_id",
    "notifications": "member_id",  # its deliveries go with it
    "notification_preferences": "member_id",
    "notification_mutes": "member_id",
}
WHY_STAFF: Final = ("asked-for-staff", "still-not-solved")  # moves on the ladder whose note the asker wrote


def forget(member_id: int) -> None:
    """Remove the private words of a member who has left."""
    tables = db.metadata.tables
    for name, column in GO.items():
        db.session.execute(delete(tables[name]).where(tables[name].c[column] == member_id))
    moves = tables["moves"]
    theirs = moves.c.by_id == member_id, moves.c.rule.in_(WHY_STAFF)
    db.session.execute(update(moves).where(*theirs).values(note=""))
