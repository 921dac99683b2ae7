"""What must hold of licences: each is what its last move says, and no move is missing."""

from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from community.imports.breaches import told
from community.kernel.checks import Check
from community.kernel.db import table_of
from gamification.licences.models import RepLicence, RepLicenceMove

licence, move = map(table_of, (RepLicence, RepLicenceMove))
earlier: Final = move.alias("earlier")


def states_agree(session: Session) -> list[str]:
    """The state is that of the last move, the moves are numbered without gaps, and each begins where one ended."""
    counts = (
        select(move.c.licence_id, func.count().label("lines"), func.max(move.c.number).label("last"))
        .group_by(move.c.licence_id)
        .subquery()
    )
    last = and_(move.c.licence_id == licence.c.id, move.c.number == counts.c.last)
    query = (
        select(
            licence.c.id,
            licence.c.state,
            licence.c.move_count,
            counts.c.lines,
            counts.c.last,
            move.c.to_state,
        )
        .outerjoin(counts, counts.c.licence_id == licence.c.id)
        .outerjoin(move, last)
        .order_by(licence.c.id)
    )
    lines = []
    for row in session.execute(query):
        if row.state != row.to_state:
            lines.append(
                f"licence {row.id} is {row.state}, and its last move says {row.to_state or 'nothing'}"
            )
        if not row.move_count == row.lines == row.last:
            lines.append(f"licence {row.id} counts {row.move_count} moves, and has {row.lines or 0}")
    before = and_(earlier.c.licence_id == move.c.licence_id, earlier.c.number == move.c.number - 1)
    broken = (
        select(move.c.licence_id, move.c.number)
        .outerjoin(earlier, before)
        .where(
            or_(earlier.c.to_state != move.c.from_state, and_(move.c.number == 1, move.c.from_state != ""))
        )
        .order_by(move.c.licence_id, move.c.number)
    )
    lines += [
        f"move {row.number} of licence {row.licence_id} does not begin where the one before ended"
        for row in session.execute(broken)
    ]
    return told(lines)


CHECKS: Final = (Check("licences", states_agree),)
