"""From when on a role waits for a second factor: staff are told at the door, and get some days to set one up.

The days begin with the first sign-in by the door after somebody was appointed, so that no site shuts its staff out
by an upgrade, and that programs with a key work until then.
"""

from datetime import datetime, timedelta
from typing import Final

from community.accounts import queries
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.furnish import site_settings
from community.kernel.policy import Role

DUE: Final = "factor_due"  # in a member's settings


def is_wanted(member: Member) -> bool:
    """Whether this site wants a second factor of this account, and there is none."""
    required = site_settings().staff_second_factor == "required"
    return required and member.role != Role.MEMBER and member.second_factor_at is None


def due_at(member: Member) -> datetime | None:
    """When it has to be there; None while nobody has said so."""
    said = member.settings.get(DUE)
    return clock.parse(str(said)) if said else None


def is_overdue(member: Member) -> bool:
    """Whether the role gives nothing until there is one."""
    if not is_wanted(member):
        return False
    due = due_at(member)
    return site_settings().staff_second_factor_days == 0 or (due is not None and due <= clock.now())


def begin(member: Member) -> None:
    """Let the days begin, unless they have; two sign-ins at once begin one reckoning."""
    if not is_wanted(member) or due_at(member) is not None:
        return
    member = queries.locked(member.id)
    if is_wanted(member) and due_at(member) is None:
        days = timedelta(days=site_settings().staff_second_factor_days)
        member.settings = {**member.settings, DUE: (clock.now() + days).isoformat()}


def start_anew(member: Member) -> None:
    """Another role: whoever is appointed has all the days before them."""
    member.settings = {name: value for name, value in member.settings.items() if name != DUE}
