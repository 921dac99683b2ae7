"""Holding the promises of a case to what happens to it. Whoever calls holds the lock of the case."""

from sqlalchemy import select

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.ports import standing_of
from community.questions.models import Question
from community.tags.models import QuestionTag, Tag
from moderation.audit import services as audit
from moderation.escalation import facts
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.sla import queries, services
from moderation.sla.models import CaseClock, CasePromise
from moderation.sla.rules import ClockKind, Facts
from moderation.sla.services import Settled

WEB = "web"  # what policies call the site itself


def facts_of(case: Case) -> Facts:
    """What policies may ask about a case.

    Its priority is the one it would have had it not waited since: waiting makes a case more urgent, but
    shortens no promise, else a promise would be broken the moment it became tighter.
    """
    question = db.session.get_one(Question, case.question_id)
    author_id, channel = question.author_id, facts.channel_of(question)
    tags = db.session.scalars(
        select(Tag.name)
        .join(QuestionTag, QuestionTag.tag_id == Tag.id)
        .where(QuestionTag.question_id == case.question_id)
    )
    return Facts(
        tier=case.tier,
        priority=str(case.weight_at(case.opened_at).band),
        team=case.team,
        lang=case.lang,
        rules=tuple(case.reasons),
        tags=tuple(tags),
        channel=WEB if channel == facts.HERE else channel,
        level=standing_of(author_id).level if author_id is not None else 0,
    )


def begin(case: Case) -> None:
    """The case is new, or taken up again: its promises count from now on."""
    _take(case, services.begin(case.id, facts_of(case), clock.now()))


def consider(case: Case) -> None:
    """The case has changed; another policy may be in force for it."""
    promise = queries.promise_of(case.id)
    if promise is None:
        _adopt(case)
    else:
        _take(case, services.consider(promise, facts_of(case), clock.now()))


def apply(case: Case) -> None:
    """Hold a case to the policies in force, whatever was promised before."""
    _take(case, services.reconsider(_promise(case), facts_of(case), clock.now()))


def _adopt(case: Case) -> CasePromise:
    """A case from before there were promises, or a new one, gets them now."""
    begin(case)
    promise = db.session.get_one(CasePromise, case.id)
    if case.first_replied_at is not None:
        _take(case, services.answered(promise, clock.now()))
    if case.state != CaseState.OPEN:
        _take(case, services.stand(promise, clock.now(), still=True))
    return promise


def climbed(case: Case) -> None:
    """The case came to the next tier: if nobody owes an answer, those there owe a first one of their own."""
    consider(case)
    now = clock.now()
    _take(case, services.stand(_promise(case), now, still=False))
    _take(case, services.owe(_promise(case), ClockKind.FIRST, now))


def customer_wrote(case: Case) -> None:
    """The customer wrote: who was waited for is here, and waits for an answer from now on."""
    if case.state == CaseState.WAITING:
        go_on(case)
    _take(case, services.owe(_promise(case), ClockKind.NEXT, clock.now()))


def replied(case: Case) -> None:
    """Staff answered: no answer is owed now, and whatever stood still goes on."""
    now = clock.now()
    case.state = CaseState.OPEN
    if case.first_replied_at is None:
        case.first_replied_at = now
    _take(case, services.answered(_promise(case), now))


def pause(case: Case, state: CaseState) -> None:
    """Let no clock run, for the customer or for something else is waited for."""
    case.state = state
    _take(case, services.stand(_promise(case), clock.now(), still=True))


def go_on(case: Case) -> None:
    """Let the clocks run on with the time that was left."""
    if case.state in {CaseState.WAITING, CaseState.ON_HOLD}:
        case.state = CaseState.OPEN
        _take(case, services.stand(_promise(case), clock.now(), still=False))


def end(case: Case) -> None:
    """The case has ended, and its clocks with it."""
    promise = queries.promise_of(case.id)
    if promise is not None:
        _take(case, services.close(promise, clock.now()))
    case.due_at = None


def _promise(case: Case) -> CasePromise:
    return queries.promise_of(case.id) or _adopt(case)


def _take(case: Case, settled: Settled) -> None:
    case.due_at = settled.due_at
    case.clock = settled.clock or ClockKind.RESOLUTION
    db.session.flush()
    for row in settled.late:
        _tell_late(case, row)


def note_late(case: Case, clock_id: int) -> bool:
    """Note that a promise was not kept, once; returns whether it was new."""
    row = services.break_promise(clock_id, clock.now())
    if row is not None:
        _tell_late(case, row)
    return row is not None


def warn(case: Case, clock_id: int) -> bool:
    """Warn of a promise that runs out, once; returns whether it was new."""
    row = services.warn(clock_id, clock.now())
    if row is not None and row.due_at is not None:
        tell(
            events.CaseDueSoon(
                case_id=case.id,
                question_id=case.question_id,
                clock_id=row.id,
                clock=row.clock,
                due_at=row.due_at,
                tier=case.tier,
                owner_id=case.owner_id,
            )
        )
    return row is not None


def _tell_late(case: Case, row: CaseClock) -> None:
    if row.breached_at is None:
        return
    told = {"clock": row.clock, "round": row.round, "due_at": row.breached_at.isoformat()}
    audit.record("case-late", f"case:{case.id}", by=None, data=told)
    tell(
        events.CaseLate(
            case_id=case.id,
            question_id=case.question_id,
            clock_id=row.id,
            clock=row.clock,
            due_at=row.breached_at,
            tier=case.tier,
            owner_id=case.owner_id,
        )
    )
