"""Handing a case to a person or a team; what nobody takes in time goes back, and both hear of it."""

from datetime import datetime

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.lengths import one_line
from community.kernel.policy import Actor
from community.kernel.thresholds import THRESHOLDS, whole
from community.kernel.words import N_
from moderation.casework import queries
from moderation.casework.clock import service_due
from moderation.casework.models import HandOver
from moderation.casework.rules import HandOverState
from moderation.escalation import claiming, holding
from moderation.escalation.models import Case
from moderation.staff import queries as staff
from moderation.staff.catalogue import TEAMS

LONGEST_NOTE = 2_000
LONGEST_REASON = 500


def hand_over(
    case_id: int, *, by: Actor, note: str, to: int | None = None, team: str = "", minutes: int | None = None
) -> HandOver:
    """Give one's case to a person, or to a team, with a note; it comes back unless it is taken in time."""
    note = note.strip()
    if not note:
        raise Invalid(N_("Write what whoever takes it should know."), field="handover_note")
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Write %(most)s characters at most."), field="handover_note", most=LONGEST_NOTE)
    within = _minutes(minutes)
    case = holding.mine(case_id, by)
    before_team = case.team
    if to is not None:
        _ensure_takes(to, by)
    elif (found := TEAMS.get(team)) is None or found.tier != case.tier:
        raise Invalid(N_("Choose a person, or a team of the same tier."), field="to")
    else:
        holding.to_team(case, team)
    holding.write_down("case-handed-over", case, by, {"to": to, "team": team, "minutes": within})
    holding.give(case, to, "handed-over", by=by, note=note)
    made = HandOver(
        case_id=case.id,
        giver_id=by.member_id,
        receiver_id=to,
        team=team if to is None else "",
        before_team=before_team,
        note=note,
        minutes=within,
        created_at=clock.now(),
        return_at=service_due(clock.now(), within),
    )
    db.session.add(made)
    db.session.flush()
    _tell(made, case, "given", by=by, note=note)
    return made


def _minutes(given: int | None) -> int:
    limits = THRESHOLDS["hand_over_minutes"]
    if given is not None and not limits.least <= given <= limits.most:
        raise Invalid(
            N_("Give it between %(least)s and %(most)s minutes."),
            field="minutes",
            least=int(limits.least),
            most=int(limits.most),
        )
    return whole("hand_over_minutes") if given is None else given


def _ensure_takes(member_id: int, by: Actor) -> None:
    if member_id == by.member_id:
        raise Invalid(N_("It is yours already; choose somebody else."), field="to")
    claiming.ensure_can_own(member_id)
    who = staff.colleague(member_id)
    if who is not None and not who.is_there:
        raise Conflict(N_("%(name)s takes no cases now."), name=who.member.display_name)


def offer(case: Case, receiver_id: int, minutes: int) -> HandOver:
    """The site offers a locked, unowned case to somebody; whoever takes it first has it."""
    made = HandOver(
        case_id=case.id,
        receiver_id=receiver_id,
        is_offer=True,
        before_team=case.team,
        minutes=minutes,
        created_at=clock.now(),
        return_at=service_due(clock.now(), minutes),
    )
    db.session.add(made)
    db.session.flush()
    _tell(made, case, "given", by=None)
    return made


def take_offer_back(case: Case, receiver_id: int) -> None:
    """Whoever a locked case is offered to can take it no more: the offer ends now, and the next one gets it."""
    found = queries.pending_of(case.id, for_update=True)
    if found is not None and found.is_offer and found.receiver_id == receiver_id:
        holding.write_down("case-came-back", case, None, {"from": receiver_id, "team": ""})
        _end(found, case, HandOverState.RETURNED, by=None)


def accept(case_id: int, *, by: Actor) -> Case:
    """Take what was handed over or offered; it is one's own then."""
    case, found = _for_me(case_id, by)
    if case.owner_id != by.member_id:
        holding.write_down("case-claimed", case, by)
        holding.give(case, by.id, "claimed", by=by)
    _end(found, case, HandOverState.ACCEPTED, by=by)
    return case


def decline(case_id: int, reason: str, *, by: Actor) -> Case:
    """Do not take it, with a reason; it goes back at once, and whoever gave it hears why."""
    reason = one_line(reason, LONGEST_REASON, "decline_reason")
    if not reason:
        raise Invalid(N_("Say in a sentence why you cannot take it."), field="decline_reason")
    case, found = _for_me(case_id, by)
    holding.write_down("case-declined", case, by, {"reason": reason})
    _end(found, case, HandOverState.DECLINED, by=by, reason=reason)
    _go_back(case, found, "declined", by=by, note=reason)
    return case


def _for_me(case_id: int, by: Actor) -> tuple[Case, HandOver]:
    case = holding.locked(case_id)
    found = queries.pending_of(case_id, for_update=True)
    if found is None:
        raise Conflict(N_("This was not handed over to you, or no longer."))
    me = staff.colleague(by.id)
    in_team = found.receiver_id is None and me is not None and found.team in me.serves
    if found.receiver_id != by.member_id and not in_team:
        raise Conflict(N_("This was not handed over to you, or no longer."))
    return case, found


def seen(case_id: int, *, by: Actor) -> None:
    """Whoever it was handed to has opened it: they get the same time once more to answer."""
    found = queries.pending_of(case_id)
    if found is None or found.receiver_id != by.member_id or found.seen_at is not None:
        return
    found.seen_at = clock.now()
    found.return_at = max(found.return_at, service_due(clock.now(), found.minutes))
    db.session.flush()


def follow(case_id: int, *, by_id: int | None, owner_id: int | None = None, taken: bool = False) -> None:
    """Somebody worked on a case, or it went to somebody: a hand-over that waits has its answer."""
    found = queries.pending_of(case_id, for_update=True)
    if found is None:
        return
    by_receiver = by_id is not None and by_id == found.receiver_id
    by_team = found.receiver_id is None and taken and owner_id is not None and owner_id == by_id
    if by_receiver or by_team:
        _close(found, HandOverState.ACCEPTED, by_id=by_id)
    elif taken:
        _close(found, HandOverState.SETTLED, by_id=by_id)


def close(case_id: int, *, by_id: int | None) -> None:
    """The case has ended: nothing waits to be taken any more."""
    found = queries.pending_of(case_id, for_update=True)
    if found is not None:
        done = HandOverState.ACCEPTED if by_id and by_id == found.receiver_id else HandOverState.SETTLED
        _close(found, done, by_id=by_id)


def _close(found: HandOver, state: HandOverState, *, by_id: int | None) -> None:
    found.state, found.ended_at, found.ended_by_id = state, clock.now(), by_id
    db.session.flush()
    case = db.session.get_one(Case, found.case_id)
    _tell(found, case, state, by=Actor(member_id=by_id) if by_id else None)


def _end(found: HandOver, case: Case, state: HandOverState, *, by: Actor | None, reason: str = "") -> None:
    if found.state != HandOverState.PENDING:  # taking it has answered it already
        return
    found.state, found.ended_at, found.reason = state, clock.now(), reason
    found.ended_by_id = by.member_id if by else None
    db.session.flush()
    _tell(found, case, state, by=by, note=reason)


def send_back(case_id: int, now: datetime) -> bool:
    """Bring back what nobody took in time; whether it did. Harmless when repeated."""
    case = holding.locked(case_id, even_closed=True)
    found = queries.pending_of(case_id, for_update=True)
    if found is None or found.return_at > now:
        return False
    overtaken = not case.is_open or (not found.is_offer and case.owner_id != found.receiver_id)
    if overtaken:
        _end(found, case, HandOverState.SETTLED, by=None)
        return False
    holding.write_down("case-came-back", case, None, {"from": found.receiver_id, "team": found.team})
    _end(found, case, HandOverState.RETURNED, by=None)
    _go_back(case, found, "returned", by=None)
    return True


def _go_back(case: Case, found: HandOver, how: str, *, by: Actor | None, note: str = "") -> None:
    """To whoever gave it if they are there, else to the queue of the team that had it."""
    if found.is_offer:
        return
    if case.is_open:
        holding.to_team(case, found.before_team or case.team)
    giver = staff.colleague(found.giver_id) if found.giver_id else None
    holding.give(case, giver.id if giver and giver.is_there else None, how, by=by, note=note)


def _tell(found: HandOver, case: Case, how: str, *, by: Actor | None, note: str = "") -> None:
    tell(
        events.CaseHandOver(
            hand_over_id=found.id,
            case_id=case.id,
            question_id=case.question_id,
            how=how,
            giver_id=found.giver_id,
            receiver_id=found.receiver_id,
            team=found.team,
            by_id=by.member_id if by else None,
            note=note,
        )
    )
