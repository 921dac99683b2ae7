"""What the page of a case shows of the people round it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from community.kernel.asking import Asking
from community.kernel.policy import Actor
from community.kernel.sheaf import Sheaf
from community.kernel.thresholds import whole
from moderation.casework import merging, presence, queries, taking_over
from moderation.casework.catalogue import TEMPLATES, Template
from moderation.casework.changes import Mark
from moderation.casework.merging import Alike
from moderation.casework.models import CaseBrief, CaseMerge, CasePresence, HandOver
from moderation.casework.presence import Viewer
from moderation.casework.rules import Choice, HandOverState, Lack
from moderation.casework.taking_over import Ground, Signs
from moderation.escalation.holding import name_of
from moderation.escalation.models import Case, CaseAssignment
from moderation.escalation.rules import TIER_1
from moderation.staff import queries as staff
from moderation.staff.catalogue import TEAMS, Team
from moderation.staff.queries import Colleague


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWork:
    """Who looks, who has it and why, what was handed over or passed on, and what it may be merged with.

    `best` says whom the site would give it to, or why nobody; only while nobody has it. `ground` lets the reader
    take it over, `may_merge` merge it into another. `mark` goes with a reply, so that nobody answers what they
    have not read.
    """

    mark: str
    viewers: Sequence[Viewer]
    assignment: CaseAssignment | None
    best: Choice | Lack | None
    best_name: str
    pending: HandOver | None
    is_for_me: bool
    ground: Ground | None
    colleagues: Sequence[Colleague]
    teams: Sequence[Team]
    minutes: int
    briefs: Sequence[CaseBrief]
    templates: Sequence[Template]
    alike: Sequence[Alike]
    may_merge: bool
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the people round a case, once the sheaf that it was wanted from is read."""

    viewers: list[CasePresence]
    assignments: list[CaseAssignment]
    pending: list[HandOver]
    briefs: list[CaseBrief]
    merges: list[CaseMerge]
    staff: staff.Kept
    signs: Signs | None  # of its owner, where that is somebody else


def wanted(sheaf: Sheaf, case: Case, actor: Actor) -> Kept:
    """Let a page read it together with its other lists."""
    case_id, waits = case.id, HandOver.state == HandOverState.PENDING
    last = [CaseAssignment.id.desc()]
    return Kept(
        viewers=presence.wanted(sheaf, case_id, but=actor.member_id),
        assignments=sheaf.list_of(CaseAssignment, CaseAssignment.case_id == case_id, order=last, most=1),
        pending=sheaf.list_of(HandOver, HandOver.case_id == case_id, waits, beside=["giver", "receiver"]),
        briefs=sheaf.list_of(
            CaseBrief, CaseBrief.case_id == case_id, order=[CaseBrief.id.desc()], beside=["by", "returned_by"]
        ),
        merges=sheaf.list_of(CaseMerge, CaseMerge.case_id == case_id),
        staff=staff.wanted(sheaf),
        signs=taking_over.signs_wanted(sheaf, case) if _is_anothers(case, actor) else None,
    )


def of(case: Case, actor: Actor, kept: Kept, mark: Mark, others: Iterable[Case]) -> Asking[CaseWork]:
    """All of it for one case and one reader; `others` are those of `merging.of_customer`."""
    pending = next(iter(kept.pending), None)
    free = case.is_open and case.owner_id is None and pending is None
    colleagues = kept.staff.colleagues()
    best = None
    if free:
        loads = yield from queries.loads_of(colleagues)
        best = queries.best_for(case, loads)
    me = next((each for each in colleagues if each.id == actor.member_id), None)
    of_another = _is_anothers(case, actor)
    ground = taking_over.ground_for(case, actor, colleagues, kept.signs) if of_another else None
    return CaseWork(
        mark=str(mark),
        viewers=presence.told(kept.viewers).get(case.id, []),
        assignment=next(iter(kept.assignments), None),
        best=best,
        best_name=name_of(best.member_id) if isinstance(best, Choice) else "",
        pending=pending,
        is_for_me=pending is not None and _is_for(pending, me),
        ground=ground,
        colleagues=[each for each in colleagues if each.id != actor.member_id],
        teams=[each for each in TEAMS if each.tier == case.tier],
        minutes=whole("hand_over_minutes"),
        briefs=kept.briefs,
        templates=list(TEMPLATES) if case.tier == TIER_1 else [],
        alike=merging.alike_of(case, case.question, others),
        may_merge=merging.goes_on_elsewhere(case.question) and (not of_another or ground is Ground.LEAD),
        merged_into=kept.merges[0].into_id if kept.merges else None,
    )


def _is_anothers(case: Case, actor: Actor) -> bool:
    return case.is_open and case.owner_id not in {None, actor.member_id}


def _is_for(pending: HandOver, me: Colleague | None) -> bool:
    if me is None:
        return False
    if pending.receiver_id is not None:
        return pending.receiver_id == me.id
    return pending.team in me.serves and pending.giver_id != me.id
