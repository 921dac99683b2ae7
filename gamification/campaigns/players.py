"""Who stands on boards and in campaigns at all."""

from typing import Any

from sqlalchemy import or_

from community.accounts.models import Member, MemberStatus, out_of_the_ordinary
from community.kernel import clock
from community.kernel.db import table_of
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


def _suspended(of: Any) -> Any:
    ends_later = or_(of.suspended_until.is_(None), of.suspended_until > clock.now())
    return (of.status == MemberStatus.SUSPENDED) & ends_later
