"""How many came by the links of members."""

from collections.abc import Collection

from sqlalchemy import func, select

from community.kernel.db import db
from community.sharing.models import ShareVisit


def visits_of(sharer_ids: Collection[int]) -> dict[int, int]:
    """Visits through each member's links, all time; those without any are left out."""
    query = (
        select(ShareVisit.sharer_id, func.count())
        .where(ShareVisit.sharer_id.in_(sharer_ids))
        .group_by(ShareVisit.sharer_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
