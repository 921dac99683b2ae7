"""Keeping what the staff say about their work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed, NotFound
from community.kernel.languages import LANGUAGES
from community.kernel.lengths import fitting
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import STAFF, Actor, Permission, Role, ensure, may
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.tags.models import Tag
from community.tags.services import followed
from moderation.audit import services as audit
from moderation.staff import queries, rules
from moderation.staff.catalogue import TEAMS
from moderation.staff.models import StaffProfile

MOST_CAPACITY: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A profile as it is typed.

    The first of the `languages` is the one that is written best; an empty first one says that none was named.
    `capacity` empty means the number of the site, `away_until` empty that somebody is there; it is a moment by the
    member's own clock. `is_lead` counts from an admin alone.
    """

    skills: str = ""
    teams: Sequence[str] = ()
    languages: Sequence[str] = ()
    capacity: str = ""
    takes_cases: bool = True
    is_lead: bool = False
    away_until: str = ""
    away_note: str = ""
    days: Sequence[str] = ()
    opens: str = ""
    closes: str = ""


def keep(member_id: int, given: Given, *, by: Actor, base: str | None = None) -> StaffProfile:
    """Keep a profile: everyone their own, an admin anybody's. Raises Invalid, NotAllowed, NotFound.

    Conflict is raised where it is no longer what the editor saw, which `base` says.
    """
    ensure(by, Permission.WORK_CASES)
    admin = may(by, Permission.ADMINISTER)
    member = db.session.get(Member, member_id)
    if member is None or Role(member.role) not in STAFF or not member.is_open:
        raise NotFound
    if member_id != by.member_id and not admin:
        raise NotAllowed(N_("Only an admin changes the profile of somebody else."))
    away_note = fitting(given.away_note, rules.LONGEST_AWAY_NOTE, "away_note")
    skills, away_until = _skills(given.skills), _away_until(given.away_until, member.timezone)
    insert_once(StaffProfile, member_id=member_id, updated_at=clock.now(), **_EMPTY)
    profile = queries.profile_of(member_id, for_update=True)
    if profile is None:
        raise NotFound
    before = profile.base
    profile.skills, profile.teams = skills, _known(given.teams, [team.slug for team in TEAMS], "teams")
    profile.languages = _languages(given.languages)
    profile.capacity = _capacity(given.capacity)
    profile.takes_cases = given.takes_cases
    if admin:
        profile.is_lead = given.is_lead
    profile.away_until, profile.away_note = away_until, away_note
    profile.shift = _shift(given, had=bool(profile.shift))
    ensure_unchanged(base, before, profile.base)
    if profile.base == before:
        return profile
    profile.updated_at, profile.updated_by_id = clock.now(), by.member_id
    db.session.flush()
    audit.record("staff-profile", f"member:{member_id}", by=by, member_id=member_id, data=_told(profile))
    return profile


def base_of_profile(member_id: int) -> str:
    """What the form of somebody's profile is filled with, in short; also where they have said nothing yet."""
    return (queries.profile_of(member_id) or StaffProfile(**_EMPTY)).base


_EMPTY: Final[dict[str, object]] = {
    "skills": [],
    "teams": [],
    "languages": [],
    "takes_cases": True,
    "is_lead": False,
    "away_note": "",
    "shift": {},
}


def _told(profile: StaffProfile) -> dict[str, object]:
    return {
        "capacity": profile.capacity,
        "languages": [each for each in profile.languages if each],
        "skills": list(profile.skills),
        "away_until": profile.away_until.isoformat() if profile.away_until else None,
        "lead": profile.is_lead,
    }


def _skills(words: str) -> list[str]:
    names = followed(rules.listed(words))
    if len(names) > rules.MOST_SKILLS:
        raise Invalid(N_("Name %(most)s topics at most."), field="skills", most=rules.MOST_SKILLS)
    known = set(db.session.scalars(select(Tag.name).where(Tag.name.in_(names))))
    strange = [name for name in names if name not in known]
    if strange:
        raise Invalid(
            N_("There is no tag “%(tag)s”. Use tags of the community."), field="skills", tag=strange[0][:80]
        )
    return names


def rename_topic(before: str, now: str) -> None:
    """Whoever knows a topic that became another name of one knows that one."""
    everybody = select(StaffProfile).order_by(StaffProfile.member_id).with_for_update(key_share=True)
    for each in db.session.scalars(everybody.execution_options(populate_existing=True)):
        if before in each.skills:
            each.skills = list(dict.fromkeys(now if name == before else name for name in each.skills))


def _known(given: Sequence[str], possible: Sequence[str], field: str) -> list[str]:
    chosen = list(dict.fromkeys(each for each in given if each))
    if any(each not in possible for each in chosen):
        raise Invalid(N_("Choose from the list."), field=field)
    return chosen


def _languages(given: Sequence[str]) -> list[str]:
    known = _known(given, list(LANGUAGES), "languages")
    not_said = bool(known) and not given[0]
    return ["", *known] if not_said else known


def _capacity(given: str) -> int | None:
    text = given.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 4 or int(text) > MOST_CAPACITY:  # noqa: PLR2004
        raise Invalid(
            N_("Say how many cases at once: a number from 0 to %(most)s."),
            field="capacity",
            most=MOST_CAPACITY,
        )
    return int(text)


def _away_until(given: str, zone: str) -> datetime | None:
    if not given.strip():
        return None
    refused = Invalid(N_("Give the day and the time until which you are away."), field="away_until")
    try:
        moment = datetime.fromisoformat(given.strip())
    except ValueError:
        raise refused from None
    if not rules.FIRST_YEAR <= moment.year <= rules.LAST_YEAR:
        raise refused
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _shift(given: Given, *, had: bool) -> dict[str, object]:
    """The shift that is typed; whoever takes back all of their days works at all hours, whatever hours stand there."""
    if not given.days and (given.opens or given.closes) and not had:
        raise Invalid(N_("Choose the days on which you work these hours."), field="days")
    try:
        shift = rules.shift_of([int(day) for day in given.days], given.opens, given.closes)
    except ValueError:
        raise Invalid(N_("Give the hours as 09:00 and 17:00."), field="opens") from None
    if shift is None:
        return {}
    if shift != rules.by_own_clock(shift):  # their own clock says it: an offset would be another one's
        raise Invalid(N_("Give the hours as 09:00 and 17:00."), field="opens")
    return {
        "days": sorted(shift.days),
        "opens": shift.opens.isoformat("minutes"),
        "closes": shift.closes.isoformat("minutes"),
    }


def as_typed(moment: datetime | None, zone: str) -> str:
    """A moment as the field of a form holds it, by the member's own clock."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""
