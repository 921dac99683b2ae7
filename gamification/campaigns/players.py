"""Who stands on boards and in campaigns at all."""

from typing import Any

from sqlalchemy import or_

from community.accounts.models import Member, MemberStatus
from community.imports.tables import table_of
from community.kernel import clock
from community.kernel.policy import STAFF

member = table_of(Member)


def takes_part() -> Any:
    """The condition on members: no staff, nobody suspended at this moment or gone, none who hides the game."""
    suspended = (member.c.status == MemberStatus.SUSPENDED) & or_(
        member.c.suspended_until.is_(None), member.c.suspended_until > clock.now()
    )
    return (
        member.c.role.not_in(STAFF)
        & (member.c.status != MemberStatus.CLOSED)
        & member.c.hides_game.is_(False)
        & ~suspended
    )
