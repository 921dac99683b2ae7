"""Taking over what somebody else has: with a reason, and only where that is called for."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from community.kernel import clock
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.lengths import one_line
from community.kernel.policy import Actor, Permission, Role, ensure
from community.kernel.sheaf import Sheaf
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from moderation.casework.clock import service_minutes
from moderation.casework.models import CasePresence
from moderation.escalation import holding
from moderation.escalation.models import Case, CaseAssignment, CaseNote, CaseReply
from moderation.escalation.rules import CaseState
from moderation.sla import queries as promises
from moderation.sla.models import CaseClock, CasePromise, SlaHours
from moderation.staff import queries as staff
from moderation.staff.queries import Colleague

LONGEST_REASON = 500


class Ground(StrEnum):
    """What lets somebody take over a case."""

    LEAD = "lead"
    OWNER_AWAY = "owner-away"
    UNRESPONSIVE = "unresponsive"


def take_over(case_id: int, reason: str, *, by: Actor) -> Case:
    """Make somebody's case one's own; they are told why. Raises Conflict, Invalid, NotAllowed."""
    ensure(by, Permission.WORK_CASES)
    reason = one_line(reason, LONGEST_REASON, "takeover_reason")
    if not reason:
        raise Invalid(N_("Say in a sentence why you take it over."), field="takeover_reason")
    case = holding.locked(case_id)
    if case.owner_id in {None, by.member_id}:
        raise Conflict(N_("Nobody else has this case; just take it."))
    ground = ground_for(case, by)
    if ground is None:
        raise NotAllowed(
            N_(
                "%(name)s has this case and is at work. Ask them to hand it over, or a team lead to give it to you."
            ),
            name=holding.name_of(case.owner_id),
        )
    holding.write_down("case-taken-over", case, by, {"from": case.owner_id, "why": reason, "ground": ground})
    holding.give(case, by.id, "taken-over", by=by, note=reason)
    return case


@dataclass(frozen=True, slots=True)
class Signs:
    """What the owner of a case did with it last, once the sheaf that it was wanted from is read."""

    seen: list[CasePresence]
    given: list[CaseAssignment]
    replied: list[CaseReply]
    noted: list[CaseNote]
    owed: list[CasePromise]
    ran: list[CaseClock]
    hours: list[SlaHours]

    def silent_minutes(self, case: Case) -> float:
        """For how many minutes of service time the owner has done nothing with the case.

        While nothing was owed, or every clock stood still for a wait, it was the customer who had to answer: that
        counts for nobody.
        """
        moments = [case.opened_at, *(each.seen_at for each in self.seen)]
        moments += [each.created_at for each in self.given]
        moments += [each.created_at for each in self.replied]
        moments += [each.created_at for each in self.noted]
        moments += [each.owed_since for each in self.owed if each.owed_since is not None]
        moments += [each.since for each in self.ran if each.since is not None]
        return service_minutes(max(moments), clock.now(), promises.first_of(self.hours))


def signs_wanted(sheaf: Sheaf, case: Case) -> Signs:
    """Let a page read them together with its other lists."""
    of, whose = case.id, case.owner_id
    given = (CaseAssignment.case_id == of, CaseAssignment.owner_id == whose)
    replied = (CaseReply.case_id == of, CaseReply.by_id == whose)
    noted = (CaseNote.case_id == of, CaseNote.author_id == whose)
    return Signs(
        seen=sheaf.list_of(CasePresence, CasePresence.case_id == of, CasePresence.member_id == whose),
        given=sheaf.list_of(CaseAssignment, *given, order=[CaseAssignment.created_at.desc()], most=1),
        replied=sheaf.list_of(CaseReply, *replied, order=[CaseReply.created_at.desc()], most=1),
        noted=sheaf.list_of(CaseNote, *noted, order=[CaseNote.created_at.desc()], most=1),
        owed=sheaf.list_of(CasePromise, CasePromise.case_id == of),
        ran=sheaf.list_of(CaseClock, CaseClock.case_id == of, CaseClock.ended_at.is_(None)),
        hours=promises.wanted_default(sheaf),
    )


def ground_for(
    case: Case, by: Actor, among: Sequence[Colleague] | None = None, signs: Signs | None = None
) -> Ground | None:
    """What lets `by` take over this case from its owner; None: nothing does.

    `among` are the staff, and `signs` those of the owner, where they are known.
    """
    if among is None:
        among = staff.colleagues([each for each in (case.owner_id, by.member_id) if each is not None])
    known = {each.id: each for each in among}
    me = known.get(by.member_id or 0)
    if by.role is Role.ADMIN or (by.is_staff and me is not None and me.is_lead):
        return Ground.LEAD
    owner = known.get(case.owner_id or 0)
    if owner is None or owner.absence in {"away", "suspended"}:
        return Ground.OWNER_AWAY
    if case.state != CaseState.OPEN:
        return None
    silent = (signs or _signs(case)).silent_minutes(case)
    return Ground.UNRESPONSIVE if silent >= threshold("case_unresponsive_minutes") else None


def _signs(case: Case) -> Signs:
    sheaf = Sheaf()
    found = signs_wanted(sheaf, case)
    sheaf.read()
    return found
