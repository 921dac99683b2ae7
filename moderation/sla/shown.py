"""The clocks of a case beside its thread: what was promised, and how each of them stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.kernel.sheaf import Sheaf
from moderation.sla import queries
from moderation.sla.models import CaseClock, CasePromise, SlaHours


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of them, once the sheaf that it was wanted from is read."""

    promises: list[CasePromise]
    clocks: list[CaseClock]
    hours: list[SlaHours]

    def at(self, now: datetime) -> dict[str, Any]:
        """How they stand at a moment."""
        known = {each.id: queries.calendar_of(each) for each in self.hours}
        return {
            "policy": self.promises[0].policy_name if self.promises else "",
            "clocks": queries.records_of(self.clocks, known, now),
        }


def wanted(sheaf: Sheaf, case_id: int) -> Kept:
    """Let a page read the clocks of a case together with its other lists."""
    of_case = CaseClock.case_id == case_id
    begun = [CaseClock.started_at, CaseClock.id]
    behind = select(CaseClock.hours_id).where(of_case)
    return Kept(
        promises=sheaf.list_of(CasePromise, CasePromise.case_id == case_id),
        clocks=sheaf.list_of(CaseClock, of_case, order=begun),
        hours=sheaf.list_of(SlaHours, SlaHours.id.in_(behind)),
    )
