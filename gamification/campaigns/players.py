"""Who stands on boards and in campaigns at all."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from community.accounts.models import Member, MemberStatus, out_of_the_ordinary
from community.kernel import clock
from community.kernel.db import db, table_of
from community.kernel.policy import STAFF

member = table_of(Member)


def takes_part(of: Any = member.c) -> Any:
    """The condition on members: no staff, nobody suspended at this moment or gone, none who hides the game."""
    return (
        of.role.not_in(STAFF)
        & (of.status != MemberStatus.CLOSED)
        & of.hides_game.is_(False)
        & ~_suspended(of)
    )


def stands_apart(of: Any = member.c) -> Any:
    """The opposite, said so that an index of members out of the ordinary finds them."""
    return out_of_the_ordinary(of) & ~takes_part(of)


def next_return() -> datetime | None:
    """When the next of those who are suspended takes part again."""
    over = func.min(member.c.suspended_until)
    query = select(over).where(member.c.status == MemberStatus.SUSPENDED)
    found: datetime | None = db.session.scalar(query.where(member.c.suspended_until > clock.now()))
    return found


def _suspended(of: Any) -> Any:
    ends_later = or_(of.suspended_until.is_(None), of.suspended_until > clock.now())
    return (of.status == MemberStatus.SUSPENDED) & ends_later
