"""The staff as they are now: profile, role, and whether they are there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select

from community.accounts.models import Member, MemberStatus, out_of_the_ordinary
from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.policy import STAFF, Actor, Role
from community.kernel.sheaf import Sheaf
from community.kernel.thresholds import whole
from moderation.staff import rules
from moderation.staff.catalogue import TEAMS
from moderation.staff.models import StaffProfile
from moderation.staff.rules import Absence, Presence, Shift

TIERS: Final = {Role.AGENT: frozenset({1}), Role.SPECIALIST: frozenset({2}), Role.ADMIN: frozenset({1, 2})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """One of the staff with all that decides which cases they get; `absence` is as of the moment of asking."""

    member: Member
    tiers: frozenset[int]
    skills: tuple[str, ...]
    teams: tuple[str, ...]
    ranked_languages: tuple[str, ...]  # the best first; an empty one where that was not said
    capacity: int
    own_capacity: int | None
    is_lead: bool
    takes_cases: bool
    away_until: datetime | None
    away_note: str
    shift: Shift | None
    absence: Absence | None

    @property
    def id(self) -> int:
        return self.member.id

    @property
    def languages(self) -> tuple[str, ...]:
        """Those in which they answer."""
        return tuple(each for each in self.ranked_languages if each)

    @property
    def serves(self) -> tuple[str, ...]:
        """The teams whose cases they get: those they named, or all of their tiers."""
        return self.teams or _teams_in(self.tiers)

    @property
    def is_there(self) -> bool:
        return self.absence is None


def _teams_in(tiers: Collection[int]) -> tuple[str, ...]:
    return tuple(team.slug for team in TEAMS if team.tier in tiers)


def profile_of(member_id: int, *, for_update: bool = False) -> StaffProfile | None:
    """What somebody said about their work."""
    return db.session.get(
        StaffProfile,
        member_id,
        with_for_update=ROW_LOCK if for_update else None,
        populate_existing=for_update,
    )


def colleagues(only: Iterable[int] | None = None) -> list[Colleague]:
    """The staff by name, or those of these ids who are staff; closed accounts are left out."""
    joined = select(Member, StaffProfile).outerjoin(StaffProfile, StaffProfile.member_id == Member.id)
    query = joined.where(*_are_staff())
    if only is not None:
        query = query.where(Member.id.in_(list(only)))
    now = clock.now()
    rows = db.session.execute(query.order_by(Member.name)).all()
    return [_colleague(member, profile, now) for member, profile in rows]


def _are_staff() -> tuple[ColumnElement[bool], ...]:
    of_staff = Member.role.in_(sorted(STAFF))
    return out_of_the_ordinary(Member), of_staff, Member.status != MemberStatus.CLOSED


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the staff, read with a page's other lists."""

    members: Sequence[Member]
    profiles: Sequence[StaffProfile]

    def colleagues(self) -> list[Colleague]:
        """The staff by name."""
        now, known = clock.now(), {each.member_id: each for each in self.profiles}
        return [_colleague(each, known.get(each.id), now) for each in self.members]

    def at_work(self) -> list[Member]:
        """Those who may own a case, by name."""
        return [each for each in self.members if each.status == MemberStatus.ACTIVE]


def wanted(sheaf: Sheaf) -> Kept:
    """Let a page read what `colleagues` reads, together with its other lists."""
    theirs = StaffProfile.member_id.in_(select(Member.id).where(*_are_staff()))
    return Kept(
        sheaf.list_of(Member, *_are_staff(), order=[Member.name]), sheaf.list_of(StaffProfile, theirs)
    )


def colleague(member_id: int) -> Colleague | None:
    """One of the staff, or None."""
    found = colleagues([member_id])
    return found[0] if found else None


def _colleague(member: Member, profile: StaffProfile | None, now: datetime) -> Colleague:
    shift, tiers = shift_of(profile), TIERS[Role(member.role)]
    takes_cases = profile.takes_cases if profile else member.role != Role.ADMIN
    until = profile.away_until if profile else None
    # A row of earlier days may hold the end of the calendar, which no clock east of it can tell.
    away_until = min(until, rules.LATEST) if until and until > now else None
    presence = Presence(
        zone=member.timezone,
        suspended=member.is_suspended(now) or member.confirmed_at is None,
        takes_cases=takes_cases,
        away_until=away_until,
        shift=shift,
    )
    return Colleague(
        member=member,
        tiers=tiers,
        skills=tuple(profile.skills) if profile else (),
        # Whoever has got another role may have named teams of the tier before: no case of theirs comes to them.
        teams=tuple(each for each in profile.teams if each in _teams_in(tiers)) if profile else (),
        ranked_languages=tuple(profile.languages) if profile else (),
        capacity=profile.capacity if profile and profile.capacity is not None else whole("case_capacity"),
        own_capacity=profile.capacity if profile else None,
        is_lead=bool(profile and profile.is_lead),
        takes_cases=takes_cases,
        away_until=away_until,
        away_note=profile.away_note if profile and (until is None or away_until) else "",
        shift=shift,
        absence=rules.absence(presence, now),
    )


def shift_of(profile: StaffProfile | None) -> Shift | None:
    """The hours at which somebody works; None: at all hours."""
    if profile is None or not profile.shift.get("days"):
        return None
    shift = rules.shift_of(profile.shift["days"], profile.shift["opens"], profile.shift["closes"])
    return rules.by_own_clock(shift) if shift else None


def leads(actor: Actor) -> bool:
    """Whether somebody may take over what others own: admins, and whom an admin made a lead."""
    if actor.member_id is None or not actor.is_staff:
        return False
    profile = None if actor.role is Role.ADMIN else profile_of(actor.member_id)
    return actor.role is Role.ADMIN or bool(profile and profile.is_lead)
