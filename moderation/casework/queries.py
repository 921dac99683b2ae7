"""Load, assignments, hand-overs and briefs, for pages, programs and the rounds."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import CompoundSelect, func, inspect, literal, null, or_, select, union_all
from sqlalchemy import case as when
from sqlalchemy.orm import joinedload

from community.accounts.models import Member
from community.kernel.asking import Asking, asked
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.thresholds import whole
from community.questions.models import Question
from community.tags.models import QuestionTag, Tag
from moderation.casework.models import CaseBrief, HandOver
from moderation.casework.rules import Choice, HandOverState, Lack, Matter, Mode, Worker, choose
from moderation.escalation.models import Case, CaseAssignment
from moderation.escalation.rules import CaseState
from moderation.staff import queries as staff
from moderation.staff.queries import Colleague

_WAITING: Final = "waiting"
_OFFERED: Final = "offered"


@dataclass(frozen=True, slots=True)
class Load:
    """One of the staff with what they carry: open cases, those that wait, offers, and their last assignment."""

    who: Colleague
    open_count: int
    waiting_count: int
    offered_count: int
    last_assigned_at: datetime | None

    @property
    def share(self) -> float:
        """How full they are, 0..1 and more."""
        return self.open_count / self.who.capacity if self.who.capacity else 1.0


def mode() -> Mode:
    """What this site does with cases that nobody has."""
    return Mode(whole("case_distribution"))


def loads(people: Sequence[Colleague] | None = None) -> list[Load]:
    """All of the staff, or these of them, with their load, by name."""
    return asked(loads_of(staff.colleagues() if people is None else people))


def loads_of(people: Sequence[Colleague]) -> Asking[list[Load]]:
    """These of the staff with their load, to be asked beside other things."""
    (rows,) = yield [_carried([each.id for each in people])]
    count: dict[tuple[int, str], int] = defaultdict(int)
    last: dict[int, datetime] = {}
    for member_id, what, number, at in rows:
        count[member_id, what] += number
        if at is not None:
            last[member_id] = at
    return [
        Load(
            each,
            count[each.id, CaseState.OPEN],
            count[each.id, _WAITING],
            count[each.id, _OFFERED],
            last.get(each.id),
        )
        for each in people
    ]


def _carried(ids: Sequence[int]) -> CompoundSelect[Any]:
    """When these people got their last case, how many they have and how many they are offered, in one statement."""
    state = when((Case.state == CaseState.OPEN, literal(str(CaseState.OPEN))), else_=literal(_WAITING))
    # Of each the last one by the index: all that anybody ever got would be read for a maximum by group.
    last = select(func.max(CaseAssignment.created_at)).where(CaseAssignment.owner_id == Member.id)
    got = select(Member.id, literal(""), literal(0), last.scalar_subquery())
    held = select(Case.owner_id, state, func.count(), null())
    offered = select(HandOver.receiver_id, literal(_OFFERED), func.count(), null())
    return union_all(
        got.where(Member.id.in_(ids)),
        held.where(Case.owner_id.in_(ids), Case.state != CaseState.RESOLVED).group_by(
            Case.owner_id, Case.state
        ),
        offered.where(
            HandOver.receiver_id.in_(ids), HandOver.state == HandOverState.PENDING, HandOver.is_offer
        ).group_by(HandOver.receiver_id),
    )


def worker_of(load: Load) -> Worker:
    """Somebody as the rules see them; an offer that waits counts as a case."""
    who = load.who
    return Worker(
        member_id=who.id,
        tiers=who.tiers,
        teams=frozenset(who.teams),
        skills=frozenset(who.skills),
        languages=who.ranked_languages,
        capacity=who.capacity,
        open_count=load.open_count + load.offered_count,
        last_assigned_at=load.last_assigned_at,
        is_there=who.is_there,
    )


def matter_of(case: Case) -> Matter:
    """A case as the rules see it: its topics are the tags of its question, asked for where they are not loaded."""
    if "question" not in inspect(case).unloaded and "tags" not in inspect(case.question).unloaded:
        topics: Iterable[str] = [each.name for each in case.question.tags]
    else:
        query = select(Tag.name).join(QuestionTag, QuestionTag.tag_id == Tag.id)
        topics = db.session.scalars(query.where(QuestionTag.question_id == case.question_id))
    return Matter(case_id=case.id, tier=case.tier, team=case.team, lang=case.lang, topics=frozenset(topics))


def best_for(case: Case, of: Sequence[Load] | None = None, *, but: Iterable[int] = ()) -> Choice | Lack:
    """Who would get a case now, of these or of all the staff, or why nobody does."""
    left_out, all_loads = set(but), loads() if of is None else of
    return choose(matter_of(case), [worker_of(each) for each in all_loads if each.who.id not in left_out])


def unowned() -> list[Matter]:
    """All open cases that nobody has and that are offered to nobody, the most urgent first; without their topics."""
    pending = select(HandOver.id).where(HandOver.case_id == Case.id, HandOver.state == HandOverState.PENDING)
    rows = db.session.execute(
        select(Case.id, Case.tier, Case.team, Case.lang)
        .where(Case.state == CaseState.OPEN, Case.owner_id.is_(None), ~pending.exists())
        .order_by(Case.priority, Case.points.desc(), Case.id)
    )
    return [Matter(case_id=row.id, tier=row.tier, team=row.team, lang=row.lang) for row in rows]


def pending_of(case_id: int, *, for_update: bool = False) -> HandOver | None:
    """The hand-over of a case that waits to be taken, with its people."""
    query = select(HandOver).where(HandOver.case_id == case_id, HandOver.state == HandOverState.PENDING)
    if for_update:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    else:
        query = query.options(joinedload(HandOver.giver), joinedload(HandOver.receiver))
    return db.session.scalars(query).one_or_none()


def lapsed_for(case_id: int) -> set[int]:
    """Whom a case was offered to in vain."""
    rows = db.session.scalars(
        select(HandOver.receiver_id).where(
            HandOver.case_id == case_id,
            HandOver.is_offer,
            HandOver.state.in_([HandOverState.RETURNED, HandOverState.DECLINED]),
        )
    )
    return {each for each in rows if each is not None}


def late(now: datetime) -> Sequence[int]:
    """Cases whose hand-over nobody has taken in time."""
    return db.session.scalars(
        select(HandOver.case_id)
        .where(HandOver.state == HandOverState.PENDING, HandOver.return_at <= now)
        .order_by(HandOver.return_at, HandOver.id)
    ).all()


def waiting_for_actor(actor: Actor) -> Sequence[tuple[HandOver, Question]]:
    """What waits to be taken by somebody or their teams, the nearest end first, with its question."""
    found = db.session.scalars(
        select(HandOver)
        .where(
            HandOver.state == HandOverState.PENDING,
            or_(HandOver.receiver_id == actor.id, HandOver.receiver_id.is_(None)),
            HandOver.giver_id.is_distinct_from(actor.id),
        )
        .order_by(HandOver.return_at)
        .options(joinedload(HandOver.giver))
    ).all()
    if any(each.receiver_id is None for each in found):  # only then does it matter which teams are theirs
        me = staff.colleague(actor.id)
        teams = me.serves if me else ()
        found = [each for each in found if each.receiver_id is not None or each.team in teams]
    questions = question_titles([each.case_id for each in found])
    return [(each, questions[each.case_id]) for each in found]


def last_assignment(case_id: int) -> CaseAssignment | None:
    """How a case came to whoever has it, or to nobody."""
    return db.session.scalars(
        select(CaseAssignment)
        .where(CaseAssignment.case_id == case_id)
        .order_by(CaseAssignment.id.desc())
        .limit(1)
    ).first()


def briefs_of(case_id: int) -> Sequence[CaseBrief]:
    """What tier 2 was told, the newest first, with its people."""
    return db.session.scalars(
        select(CaseBrief)
        .where(CaseBrief.case_id == case_id)
        .order_by(CaseBrief.id.desc())
        .options(joinedload(CaseBrief.by), joinedload(CaseBrief.returned_by))
    ).all()


def question_titles(case_ids: Collection[int]) -> dict[int, Question]:
    """The questions of cases, by case."""
    if not case_ids:
        return {}
    rows = db.session.execute(
        select(Case.id, Question).join(Question, Question.id == Case.question_id).where(Case.id.in_(case_ids))
    )
    return {case_id: question for case_id, question in rows}  # noqa: C416 - rows are not tuples to the checker
