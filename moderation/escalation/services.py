"""Raising needs to staff, and keeping one case beside each need that staff have."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.ports import standing_of
from community.kernel.upsert import changed_rows, insert, insert_once
from community.kernel.words import N_
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.routing import services as routing
from community.routing.models import Move, MoveReason, Need
from community.routing.rules import UNDONE, Stage
from moderation.audit import services as audit
from moderation.escalation import holding, in_force, promises, queries, reopening
from moderation.escalation.catalogue import SILENCE
from moderation.escalation.models import Case, Escalation, RuleSighting
from moderation.escalation.rules import (
    TIER_1,
    TIER_2,
    CaseState,
    Evidence,
    Facts,
    Fired,
    Outcome,
    anger_of,
    fired,
    severity_of,
    strongest,
)
from moderation.triage.priority import influence as influence_of

NOTICEABLE: Final = 1.0  # points by which a priority must have changed to be written down
_READABLE = frozenset({PostStatus.PUBLISHED, PostStatus.HELD, PostStatus.PRIVATE})


def examine(post: Post, question: Question) -> None:
    """Let every rule look at a post of the asker; what speaks up moves the need to staff.

    What nobody can read any more, and what goes on elsewhere, is left alone.
    """
    if (
        post.status not in _READABLE
        or question.status not in _READABLE
        or question.merged_into_id is not None
    ):
        return
    hear(question.id, queries.facts_of(post, question), post_id=post.id)


def examine_silence(question: Question, silent_since: datetime) -> None:
    """Let the rules look at how long nobody has answered."""
    hear(question.id, queries.facts_of_silence(question, silent_since), post_id=question.id, silent=True)


def examine_stars(question: Question) -> None:
    """Let the rules look at the asker's stars."""
    hear(question.id, queries.facts_of_stars(question), post_id=question.id)


def hear(question_id: int, facts: Facts, *, post_id: int, silent: bool = False) -> None:
    """Let the rules that work speak up, and count what those that only watch would do.

    Rules about waiting are heard when the clock asks, the others when somebody has written.
    """
    live, watching = (
        [rule for rule in some if (rule.waits_minutes is not None or rule.slug == SILENCE) == silent]
        for some in (in_force.live(), in_force.watching())
    )
    now = clock.now()
    for each in fired(watching, facts):
        insert_once(
            RuleSighting,
            post_id=post_id,
            rule=each.rule.slug,
            question_id=question_id,
            score=each.evidence.score,
            seen_at=now,
        )
    escalate(question_id, fired(live, facts), post_id=post_id)


def escalate(question_id: int, found: Sequence[Fired], *, post_id: int | None = None) -> None:
    """Keep what speaks up, each rule once about a post, and move the need for the strongest of it."""
    if not found:
        return
    need = routing.open_need(question_id)
    fresh = [each for each in found if _keep(need.id, each, post_id)]
    if not fresh:
        return
    chosen = strongest(fresh)
    inputs = {
        "score": round(chosen.evidence.score, 4),
        "evidence": list(chosen.evidence.quotes),
        "post": post_id,
    }
    moved = routing.move(
        question_id,
        chosen.rule.reason,
        rule=chosen.rule.slug,
        inputs=inputs,
        as_set=routing.AsSet(
            Stage.TIER_2 if chosen.rule.tier == TIER_2 else Stage.TIER_1, in_force.wording(chosen.rule.slug)
        ),
    )
    if moved is None:  # staff have it already: the case learns of it
        _take_in(need.id)


def _keep(
    need_id: int, found: Fired, post_id: int | None, *, by_id: int | None = None, note: str = ""
) -> bool:
    statement = insert(Escalation).values(
        need_id=need_id,
        post_id=post_id,
        rule=found.rule.slug,
        tier=found.rule.tier,
        score=found.evidence.score,
        evidence=list(found.evidence.quotes),
        note=note,
        by_id=by_id,
        created_at=clock.now(),
    )
    return changed_rows(statement.on_conflict_do_nothing()) > 0


def open_case(event: events.NeedMoved) -> Case:
    """The case of a need that has just come to staff, or has climbed within them. One a need."""
    move = db.session.get_one(Move, event.move_id)
    rule = in_force.behind(event.rule, event.reason)
    if not move.sentence:  # a person pulled it: the site's own words count as well
        move.sentence = dict(in_force.wording(rule.slug))
    known = db.session.scalar(
        select(Escalation.id).where(
            Escalation.need_id == event.need_id, Escalation.case_id.is_(None), Escalation.rule == rule.slug
        )
    )
    if known is None:
        _keep(event.need_id, Fired(rule, Evidence(1.0)), None, by_id=event.by_id, note=move.note)
    tier = TIER_2 if event.to_stage == Stage.TIER_2 else TIER_1
    question = db.session.get_one(Question, event.question_id)
    need = db.session.get_one(Need, event.need_id)
    now = clock.now()
    again = reopening.take_up(event.need_id) if event.from_stage == Stage.RESOLVED else None
    statement = insert(Case).values(
        need_id=event.need_id,
        question_id=event.question_id,
        tier=tier,
        team=rule.team,
        state=CaseState.OPEN,
        lang=question.lang,
        reasons=[],
        opened_at=now,
        waiting_since=now if event.from_stage == Stage.RESOLVED else need.opened_at,
    )
    made = changed_rows(statement.on_conflict_do_nothing()) > 0
    case = _take_in(event.need_id)
    by = Actor(member_id=event.by_id) if event.by_id is not None else None
    if made:
        audit.record(
            "case-opened",
            f"case:{case.id}",
            by=by,
            member_id=question.author_id,
            reason=event.rule,
            data={"question": case.question_id, "tier": tier},
        )
        tell(events.CaseOpened(case_id=case.id, question_id=case.question_id, tier=tier, rule=event.rule))
    elif again is not None:
        case.tier, case.team = tier, case.team if case.tier == tier else rule.team
        promises.begin(case)
        holding.write_down("case-reopened", case, by, {"rule": event.rule})
        holding.tell_assigned(case, None, "reopened", by=by)
    elif case.tier != tier:
        _climb(case, tier, rule.team)
    return case


def _climb(case: Case, tier: int, team: str) -> None:
    """The case goes to another tier: nobody there owns it yet, and the first answer is due anew."""
    before_id = case.owner_id
    case.tier, case.team, case.owner_id, case.state = tier, team, None, CaseState.OPEN
    promises.climbed(case)
    holding.tell_assigned(case, before_id, "passed", by=None)


def _take_in(need_id: int) -> Case:
    """Give the open case of a need what was kept for it, and weigh it anew."""
    case = queries.open_case_of(need_id, for_update=True)
    if case is None:
        message = f"need {need_id} is with staff and has no case"
        raise RuntimeError(message)
    changed_rows(
        update(Escalation)
        .where(Escalation.need_id == need_id, Escalation.case_id.is_(None))
        .values(case_id=case.id)
    )
    known = in_force.known()
    raised = [known[each.rule] for each in queries.escalations_of(case.id) if each.rule in known]
    case.reasons = list(dict.fromkeys(rule.slug for rule in raised))
    question = db.session.get_one(Question, case.question_id)
    scores = dict(queries.analysis_of(question, question).detectors)
    case.severity = max(case.severity or 0.0, severity_of(scores, raised))
    heard = [each.score for each in queries.escalations_of(case.id) if each.rule == "angry-complaint"]
    case.anger = max([case.anger or 0.0, anger_of(scores), *heard])
    reach = question.same_problem_count + question.follower_count
    case.influence = influence_of(reach, standing_of(question.author_id).level)
    weigh(case, clock.now())
    promises.consider(case)
    return case


def weigh(case: Case, now: datetime) -> None:
    """Bring priority and points up to date, and say when waiting will have changed them."""
    weight = case.weight_at(now)
    case.points, case.priority = round(weight.points, 2), weight.band
    case.weigh_at = now + timedelta(minutes=weight.minutes_until_change(NOTICEABLE))


def close_case(event: events.NeedMoved) -> None:
    """The need has left staff: its case ends with it."""
    case = queries.open_case_of(event.need_id, for_update=True)
    if case is None:
        return
    if event.rule == UNDONE and case.owner_id is not None:
        raise Conflict(N_("The team works on it already, so this stays as it is."))
    outcome = _outcome_of(event)
    move = db.session.get_one(Move, event.move_id)
    case.state, case.outcome = CaseState.RESOLVED, outcome
    case.closed_at, case.closed_by_id = clock.now(), event.by_id
    promises.end(case)
    audit.record(
        f"case-{outcome}",
        f"case:{case.id}",
        by=Actor(member_id=event.by_id) if event.by_id is not None else None,
        member_id=db.session.get_one(Question, case.question_id).author_id,
        reason=event.reason,
        data={"note": move.note[:1000]},
    )
    tell(events.CaseClosed(case_id=case.id, question_id=case.question_id, outcome=outcome, by_id=event.by_id))


def _outcome_of(event: events.NeedMoved) -> Outcome:
    if event.rule == "merged":
        return Outcome.MERGED
    return Outcome.RETURNED if event.reason == MoveReason.RETURNED else Outcome.RESOLVED
