"""Changing the end of sanctions, and ending them; accounts follow in the same transaction."""

from datetime import datetime, timedelta

from community.accounts import queries as accounts
from community.accounts.models import Member
from community.accounts.services import set_suspended
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.sanctions import queries, rules
from moderation.sanctions.checking import ensure_may_sanction, trimmed
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import End, Kind


def held(sanction_id: int) -> tuple[Sanction, Member]:
    """A sanction that still holds and its member, both locked until the transaction ends; raises Conflict."""
    sanction = queries.sanction_or_404(sanction_id)
    member = accounts.locked(sanction.member_id)
    sanction = db.session.get_one(
        Sanction, sanction_id, with_for_update={"of": Sanction, **ROW_LOCK}, populate_existing=True
    )
    if not sanction.active:
        raise Conflict(N_("This has ended already."))
    return sanction, member


def lift(sanction_id: int, words: str, *, by: Actor) -> Sanction:
    """End a sanction early, with a reason for the member."""
    ensure(by, Permission.SUSPEND)
    sanction, member = held(sanction_id)
    ensure_may_sanction(member, by)
    if sanction.on_post:
        raise NotAllowed(N_("A removed post is given back on its own page."))
    words = trimmed(words, rules.LONGEST_WORDS)
    if not words:
        raise Invalid(N_("Say why, in a sentence: the member reads it."), field="words")
    end(sanction, member, End.LIFTED, by=by, words=words)
    return sanction


def extend(sanction_id: int, days: int, words: str, *, by: Actor, base: str | None = None) -> Sanction:
    """Let a limit or suspension last so many days longer.

    Conflict is raised where its end is no longer the one that the moderator saw, which `base` says.
    """
    ensure(by, Permission.SUSPEND)
    sanction, member = held(sanction_id)
    ensure_may_sanction(member, by)
    ensure_unchanged(base, sanction.base)
    if sanction.kind not in {Kind.LIMIT, Kind.SUSPEND} or sanction.until is None:
        raise Conflict(N_("This has no end that could be moved."))
    if not 1 <= days <= rules.LONGEST_DAYS:
        raise Invalid(N_("Choose from 1 to %(most)s days."), field="days", most=rules.LONGEST_DAYS)
    words = trimmed(words, rules.LONGEST_WORDS)
    if not words:
        raise Invalid(N_("Say why, in a sentence: the member reads it."), field="words")
    sanction.until = rules.extended(sanction.until, days, clock.now())
    tell_change(sanction, member, words=words, by=by)
    return sanction


def until_of(sanction: Sanction, days: int) -> datetime:
    """When a sanction ends that lasts so many days in all."""
    return sanction.imposed_at + timedelta(days=days)


def tell_change(
    sanction: Sanction, member: Member, *, words: str, by: Actor, act: str = "sanction-extended"
) -> None:
    """Carry a new end to the account, the log and the member."""
    db.session.flush()
    mirror(member)
    record(act, sanction, by, reason=sanction.reason, words=words)
    tell(
        events.SanctionChanged(sanction_id=sanction.id, member_id=member.id, kind=sanction.kind, by_id=by.id)
    )


def end(sanction: Sanction, member: Member, how: End, *, by: Actor | None, words: str = "") -> None:
    """Write down that a sanction ended, and make the account what the rest of them say."""
    sanction.ended_at, sanction.end = clock.now(), how
    sanction.ended_by_id = by.member_id if by else None
    sanction.end_words = words
    sanction.struck = how is End.GRANTED
    db.session.flush()
    mirror(member)
    if how in {End.LIFTED, End.EXPIRED, End.GRANTED}:
        record(f"sanction-{how}", sanction, by, reason=sanction.reason, words=words)
    tell(
        events.SanctionEnded(
            sanction_id=sanction.id,
            member_id=sanction.member_id,
            kind=sanction.kind,
            how=how,
            by_id=by.member_id if by else None,
        )
    )


def expire(sanction_id: int) -> None:
    """Write down that a sanction's time is over; nothing when somebody was faster."""
    try:
        sanction, member = held(sanction_id)
    except (Conflict, NotFound):
        return
    if rules.is_over(sanction.until, clock.now()):
        end(sanction, member, End.EXPIRED, by=None)


def acknowledge(sanction_id: int, *, by: Actor) -> None:
    """The member has read a warning. Reading it again changes nothing."""
    ensure(by, Permission.APPEAL)
    found = queries.sanction_or_404(sanction_id)
    if found.member_id != by.member_id or found.kind != Kind.WARN:
        raise NotFound
    try:
        sanction, member = held(sanction_id)
    except Conflict:
        return
    end(sanction, member, End.READ, by=by)


def mirror(member: Member) -> None:
    """Let the account say what holds by the record, so that each request knows without asking further."""
    active = queries.active_of(member.id)
    suspension = next((each for each in active if each.kind == Kind.SUSPEND), None)
    limits = [each for each in active if each.kind in {Kind.LIMIT, Kind.WARN}]
    if member.is_open:
        member.restraints = dict(queries.restraint_of(each) for each in limits)
        set_suspended(
            member, suspended=suspension is not None, until=suspension.until if suspension else None
        )


def record(act: str, sanction: Sanction, by: Actor | None, *, reason: str, words: str) -> None:
    """Write an act on a sanction into the log."""
    data: dict[str, object] = {"words": words, "what": sanction.what}
    if sanction.until is not None:
        data["until"] = sanction.until.isoformat()
    audit.record(
        act, f"sanction:{sanction.id}", by=by, member_id=sanction.member_id, reason=reason, data=data
    )
