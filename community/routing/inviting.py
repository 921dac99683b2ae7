"""Asking helpers: who is called in each ring, each at most once, within what they are willing to bear."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select

from community.accounts.models import Member, MemberStatus
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db, lock_row
from community.kernel.errors import Invalid, NotFound
from community.kernel.policy import STAFF, Actor, Permission, ensure
from community.kernel.restraints import Restraint
from community.kernel.thresholds import threshold, whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import candidates, invited, rings, services
from community.routing.matching import Match
from community.routing.models import Invitation, Need
from community.routing.rings import SETTINGS, Helping, Ring

log = structlog.get_logger(__name__)
LOOKED_AT: Final = 400  # of the best matches, before a ring stays incomplete
SPARE: Final = 2  # so many times the helpers of a ring are chosen: some may be taken meanwhile


def plan() -> tuple[Ring, ...]:
    """The rings of this site."""
    return (
        Ring(timedelta(), whole("ring_1_helpers")),
        Ring(timedelta(minutes=threshold("ring_2_minutes")), whole("ring_2_helpers")),
        Ring(timedelta(minutes=threshold("ring_3_minutes")), whole("ring_3_helpers")),
    )


def call_all(now: datetime) -> None:
    """Call every ring that is due, each in its own transaction; a missed or repeated run harms nothing."""
    after = [each.after for each in plan()]
    tried: Counter[int] = Counter()
    while fresh := [each for each in invited.due(now, after) if tried[each] < len(after)]:
        for question_id in fresh:
            tried[question_id] += 1
            try:
                call_ring(question_id, now)
            except Exception:
                db.session.rollback()
                tried[question_id] = len(after)
                log.exception("ring_failed", question=question_id)


def call_ring(question_id: int, now: datetime) -> int:
    """Call the next ring for a question if it is due; how many helpers were asked.

    Whom to ask is found out before anything is locked. A need that was answered, moved or called for meanwhile
    is left alone, so that several workers at once call each ring once.
    """
    need = db.session.scalars(select(Need).where(Need.question_id == question_id)).one()
    called, stage_since = need.ring_count, need.stage_since
    number = rings.due_ring(called, now - stage_since, plan())
    if number is None:
        return 0
    wanted = plan()[number - 1].helpers
    question = db.session.get_one(Question, question_id)
    choices = chosen(question, need.id, now, wanted * SPARE) if wanted else []
    with unit_of_work():
        db.session.get(Question, question_id, with_for_update=ROW_LOCK)
        need = services.lock(question_id)
        unchanged = need.ring_count == called and need.stage_since == stage_since
        if not unchanged or question_id not in invited.due(
            now, [now - stage_since] * number, only=question_id
        ):
            return 0
        need.ring_count = number
        return _ask(need, number, choices, wanted, now)


def _ask(need: Need, ring: int, choices: Sequence[Match], wanted: int, now: datetime) -> int:
    """Ask the first `wanted` who can still be asked, in the order of their numbers so that nobody waits for another."""
    usual, asked = whole("invitations_a_day"), 0
    question = db.session.get_one(Question, need.question_id)
    first, spare = choices[:wanted], choices[wanted:]
    for match in (*sorted(first, key=lambda each: each.member_id), *spare):
        if asked >= wanted:
            break
        member = db.session.get(Member, match.member_id, populate_existing=True)
        if member is not None and _is_open(member, now):
            asked += _invite(need, question, member, match, ring, usual, now)
    db.session.flush()
    return asked


def _invite(
    need: Need, question: Question, member: Member, match: Match, ring: int, usual: int, now: datetime
) -> bool:
    day = now.astimezone(ZoneInfo(member.timezone)).date()
    used = select(func.count()).where(Invitation.member_id == member.id, Invitation.day == day)
    taken = db.session.scalar(used) or 0
    for slot in range(taken + 1, Helping.of(member.settings).budget(usual) + 1):
        known = sorted(match.records, key=lambda tag: (-match.records[tag].answers, tag))
        values: dict[str, Any] = {
            "need_id": need.id,
            "member_id": member.id,
            "ring": ring,
            "day": day,
            "slot": slot,
            "tags": known,
            "lang": question.lang,
            "created_at": now,
        }
        if insert_once(Invitation, **values):
            tell(
                events.HelperInvited(
                    need_id=need.id,
                    question_id=question.id,
                    member_id=member.id,
                    tags=tuple(known),
                    lang=question.lang,
                )
            )
            return True
        if member.id in invited.asked_of(need.id):
            return False
    return False


def chosen(question: Question, need_id: int, now: datetime, most: int) -> list[Match]:
    """The best helpers for a question who may be asked at this moment, the best first."""
    ranked, spoken = candidates.ranked(question, now)
    asked = invited.asked_of(need_id)
    fresh = [each for each in ranked if each.member_id not in asked][:LOOKED_AT]
    ids = [each.member_id for each in fresh]
    members = {each.id: each for each in db.session.scalars(select(Member).where(Member.id.in_(ids)))}
    before, today, usual = invited.lately(ids, now), _today(ids, now), whole("invitations_a_day")
    found = []
    for match in fresh:
        member = members[match.member_id]
        day = now.astimezone(ZoneInfo(member.timezone)).date()
        if (
            _speaks(member, spoken.get(member.id, set()), question.lang)
            and today.get((member.id, day), 0) < Helping.of(member.settings).budget(usual)
            and _is_open(member, now)
            and rings.may_be_asked(before.get(member.id, []), now)
        ):
            found.append(match)
        if len(found) >= most:
            break
    return found


def _is_open(member: Member, now: datetime) -> bool:
    """Whether a member helps others, and lets themselves be asked at this moment."""
    return (
        member.status == MemberStatus.ACTIVE
        and member.role not in STAFF
        and not Helping.of(member.settings).is_quiet(now, member.timezone)
        and not rings.is_paused(member.settings, now)
        and Restraint.NO_AGREEMENT not in member.restraints_at(now)
    )


def _today(ids: Sequence[int], now: datetime) -> dict[tuple[int, Any], int]:
    """How many invitations each of them has had on the days that it may be somewhere now."""
    rows = db.session.execute(
        select(Invitation.member_id, Invitation.day, func.count())
        .where(Invitation.member_id.in_(ids), Invitation.day >= now.date() - timedelta(days=1))
        .group_by(Invitation.member_id, Invitation.day)
    )
    return {(member_id, day): count for member_id, day, count in rows}


def _speaks(member: Member, spoken: set[str], lang: str) -> bool:
    return lang in spoken or member.lang == lang


def decline(question_id: int, *, by: Actor) -> None:
    """Not for me: it costs nothing, and they are not asked about this again."""
    ensure(by, Permission.HAVE_ACCOUNT)
    invitation = invited.own(question_id, by.id)
    if invitation is None:
        raise NotFound
    lock_row(invitation)
    if invitation.declined_at is None:
        invitation.declined_at = clock.now()
    db.session.flush()


def choose(member: Member, *, a_day: int | None, quiet_from: str, quiet_to: str) -> None:
    """Keep how a member wants to be asked for help. Raises Invalid."""
    if a_day is not None and not 0 <= a_day <= rings.MOST_A_DAY:
        raise Invalid(N_("Choose a number from 0 to %(most)s."), field="a_day", most=rings.MOST_A_DAY)
    hours = []
    for name, given in (("quiet_from", quiet_from), ("quiet_to", quiet_to)):
        hour = rings.clock_time(given.strip())
        if given.strip() and hour is None:
            raise Invalid(N_("Write a time such as 22:00."), field=name)
        hours.append(hour)
    if (hours[0] is None) != (hours[1] is None):
        missing = "quiet_from" if hours[0] is None else "quiet_to"
        raise Invalid(N_("Quiet hours need both a beginning and an end."), field=missing)
    lock_row(member)  # other deeds rewrite the settings too
    kept = Helping(a_day=a_day, quiet_from=hours[0], quiet_to=hours[1])
    member.settings = {**member.settings, SETTINGS: kept.plain()}
    db.session.flush()
