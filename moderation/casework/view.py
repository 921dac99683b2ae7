"""What the page of a case shows of the people round it."""

from collections.abc import Sequence
from dataclasses import dataclass

from community.kernel.policy import Actor
from community.kernel.thresholds import whole
from moderation.casework import changes, merging, presence, queries, taking_over
from moderation.casework.catalogue import TEMPLATES, Template
from moderation.casework.merging import Alike
from moderation.casework.models import CaseBrief, HandOver
from moderation.casework.presence import Viewer
from moderation.casework.rules import Choice, Lack
from moderation.casework.taking_over import Ground
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
    take it over. `mark` goes with a reply, so that nobody answers what they have not read.
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
    merged_into: int | None


def of(case: Case, actor: Actor) -> CaseWork:
    """All of it for one case and one reader."""
    pending = queries.pending_of(case.id)
    free = case.is_open and case.owner_id is None and pending is None
    loads = queries.loads() if free else []
    best = queries.best_for(case, loads) if free else None
    colleagues = [each.who for each in loads] or staff.colleagues()
    me = next((each for each in colleagues if each.id == actor.member_id), None)
    theirs = case.is_open and case.owner_id not in {None, actor.member_id}
    return CaseWork(
        mark=str(changes.mark_of(case)),
        viewers=presence.viewers_of(case.id, but=actor.member_id),
        assignment=queries.last_assignment(case.id),
        best=best,
        best_name=name_of(best.member_id) if isinstance(best, Choice) else "",
        pending=pending,
        is_for_me=pending is not None and _is_for(pending, me),
        ground=taking_over.ground_for(case, actor) if theirs else None,
        colleagues=[each for each in colleagues if each.id != actor.member_id],
        teams=[each for each in TEAMS if each.tier == case.tier],
        minutes=whole("hand_over_minutes"),
        briefs=queries.briefs_of(case.id),
        templates=list(TEMPLATES) if case.tier == TIER_1 else [],
        alike=merging.alike(case),
        merged_into=merging.merged_into(case.id),
    )


def _is_for(pending: HandOver, me: Colleague | None) -> bool:
    if me is None:
        return False
    if pending.receiver_id is not None:
        return pending.receiver_id == me.id
    return pending.team in me.serves and pending.giver_id != me.id
