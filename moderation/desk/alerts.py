"""Who of the staff is told of what: new cases go to those who are there and work in the team, urgent ones at once."""

from collections.abc import Collection
from typing import Final

from community.kernel.policy import Role
from community.notifications.handlers import about
from community.notifications.services import notify
from moderation.desk.teams import on_duty
from moderation.escalation import queries as escalation
from moderation.escalation.models import Case
from moderation.staff.queries import colleague
from moderation.staff.rules import Absence
from moderation.triage.records import Priority

_GONE: Final = frozenset({Absence.AWAY, Absence.SUSPENDED})  # others may take their cases over, too


def arrived(case_id: int, *, by_id: int | None = None, again: str = "", is_back: bool = True) -> None:
    """Tell the team of a case that came to its tier: once for each tier, of an urgent one in its own way.

    `again` tells one coming from another: what came back is told of each time, and what was passed on, which without
    `is_back` is new to those who hear of it.
    """
    case = escalation.case_or_404(case_id)
    if case.owner_id is not None or not case.is_open:
        return
    calm = "case-back" if again and is_back else "case"
    kind = "case-urgent" if case.priority == Priority.P1 else calm
    cause = f"case:{case.id}:{case.tier}" + (f":{again}" if again else "")
    tell(on_duty(case.tier, case.team), kind, cause, case, by_id)


def promise(case_id: int, kind: str, cause: str, *, admins: bool = False) -> None:
    """Tell the owner of what becomes of a promise, or of a letter.

    The team hears of it where nobody owns the case, or whoever does is away.
    """
    case = escalation.case_or_404(case_id)
    owner = colleague(case.owner_id) if case.owner_id is not None else None
    in_charge = [owner.id] if owner is not None else []
    if owner is None or owner.absence in _GONE:
        in_charge += on_duty(case.tier, case.team)
    over = [each.id for each in escalation.staff() if each.role == Role.ADMIN] if admins else []
    tell([*in_charge, *over], kind, cause, case)


def tell(member_ids: Collection[int], kind: str, cause: str, case: Case, by_id: int | None = None) -> None:
    """Tell staff of something in a case; what they press leads to its page."""
    notify(
        member_ids,
        kind,
        cause,
        data={
            **about(case.question_id, by_id),
            "path": f"/desk/cases/{case.id}",
            "case": case.id,
        },
        question_id=case.question_id,
        actor_id=by_id,
    )
