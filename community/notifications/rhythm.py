"""The rhythm of a member's day, and whether letters reach them: both stand among their settings."""

from datetime import datetime
from typing import Any, Final

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db, lock_row
from community.notifications.rules import Rhythm, rhythm_of
from community.routing.rings import ALERTS, SETTINGS, Helping

REFUSED: Final = "refused"


def rhythm_for(member: Member) -> Rhythm:
    """When this member may be disturbed; quiet hours are those in which they are not asked for help, either."""
    helping = Helping.of(member.settings)
    return rhythm_of(
        member.settings.get(ALERTS),
        zone=member.timezone,
        now=clock.now(),
        quiet=(helping.quiet_from, helping.quiet_to),
    )


def choose(member: Member, rhythm: Rhythm) -> None:
    """Keep what a member wants of hours, quiet hours included."""
    lock_row(member)
    helping = Helping.of(member.settings)
    quiet = Helping(a_day=helping.a_day, quiet_from=rhythm.quiet_from, quiet_to=rhythm.quiet_to)
    member.settings = {
        **member.settings,
        ALERTS: {**_kept(member), **rhythm.plain()},
        SETTINGS: quiet.plain(),
    }
    member.timezone = rhythm.zone
    db.session.flush()


def is_reachable(member: Member) -> bool:
    """Whether letters can be sent: there is a confirmed address, and its server knows it."""
    return bool(member.email and member.confirmed_at) and refused_at(member) is None


def refused_at(member: Member) -> datetime | None:
    """Since when letters to the present address come back; another address begins anew."""
    refused = _kept(member).get(REFUSED)
    if not isinstance(refused, dict) or refused.get("address") != member.email:
        return None
    return clock.parse(refused["at"])


def refuse(member: Member) -> None:
    """Letters to this address come back."""
    lock_row(member)
    told = {"address": member.email, "at": clock.now().isoformat()}
    member.settings = {**member.settings, ALERTS: {**_kept(member), REFUSED: told}}
    db.session.flush()


def try_again(member: Member) -> None:
    """The member says that the address works now."""
    lock_row(member)
    kept = {name: value for name, value in _kept(member).items() if name != REFUSED}
    member.settings = {**member.settings, ALERTS: kept}
    db.session.flush()


def _kept(member: Member) -> dict[str, Any]:
    kept = member.settings.get(ALERTS)
    return dict(kept) if isinstance(kept, dict) else {}
