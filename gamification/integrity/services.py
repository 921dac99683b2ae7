"""What people decide about findings: confirming, dismissing, and taking either back, exactly."""

from collections.abc import Collection, Iterable

from sqlalchemy import select, update

from community.accounts.models import Member
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import changed_rows
from community.kernel.words import N_
from community.ratings import services as ratings
from gamification.integrity import holding, withdrawn
from gamification.integrity.keeping import write
from gamification.integrity.models import IntegrityEntry, IntegrityFinding
from gamification.integrity.rules import DECIDED, LONGEST_REASON, WAITING, Act, Decision, State
from gamification.integrity.withdrawn import Rated
from gamification.reputation import services as reputation
from gamification.reputation.rules import PairRuling


def finding_or_404(finding_id: int) -> IntegrityFinding:
    finding = db.session.get(IntegrityFinding, finding_id, populate_existing=True)
    if finding is None:
        raise NotFound
    return finding


def decide(
    finding_id: int, decision: Decision, *, by: Actor, reason: str, everything: bool = False
) -> IntegrityFinding:
    """Confirm or dismiss a finding that waits, or undo what was decided.

    `everything` also withdraws all other ratings of those in question. Raises Invalid without a
    reason, NotAllowed for who is named in it, Conflict when somebody was faster.
    """
    ensure(by, Permission.JUDGE_INTEGRITY)
    finding = finding_or_404(finding_id)
    if by.member_id in finding.members:
        raise NotAllowed(N_("You are named in this finding, so somebody else decides about it."))
    reason = _reason(reason)
    before = State(finding.state)
    _win(finding, decision, by, reason)
    if decision is Decision.CONFIRM:
        _confirm(finding, by, reason, before, everything=everything)
    elif decision is Decision.DISMISS:
        _dismiss(finding, by, reason, before)
    else:
        _undo(finding, by, reason, before)
    return finding


def _reason(given: str) -> str:
    reason = given.strip()
    if not reason:
        raise Invalid(N_("Say why, in a sentence: the members concerned read it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("A reason has at most %(most)s characters."), field="reason", most=LONGEST_REASON)
    return reason


def _win(finding: IntegrityFinding, decision: Decision, by: Actor, reason: str) -> None:
    """Be the one who decides: the database lets one of several through."""
    from_states = WAITING if decision in DECIDED else set(DECIDED.values())
    won = changed_rows(
        update(IntegrityFinding)
        .where(IntegrityFinding.id == finding.id, IntegrityFinding.state.in_(from_states))
        .values(
            state=DECIDED.get(decision, State.UNDONE),
            decided_by_id=by.member_id,
            decided_at=clock.now(),
            reason=reason,
        )
    )
    db.session.refresh(finding)
    if won:
        return
    if decision is Decision.UNDO:
        raise Conflict(N_("There is no decision here to take back."))
    who = db.session.get(Member, finding.decided_by_id) if finding.decided_by_id else None
    raise Conflict(
        N_("%(name)s has decided about this already; look at what was decided, and undo it if it is wrong."),
        name=who.display_name if who else "?",
    )


def _confirm(finding: IntegrityFinding, by: Actor, reason: str, before: State, *, everything: bool) -> None:
    pairs = withdrawn.in_question(finding, everything=everything)
    causes = {each.name: each.member_id for each in holding.causes_of(finding)}
    held = holding.standing_causes(finding.source)
    concerned = {*causes.values(), *held.values(), *(rating.rater_id or 0 for _, rating in pairs)} - {0}
    _lock(pairs, concerned | _authors(pairs))
    apart = holding.pairs_within(finding) if finding.kind in holding.BETWEEN_TWO else []
    holding.void(finding, held | causes, by=by, reason=reason)
    holding.rule_on([(one, other, PairRuling.UPHELD) for one, other, _ in apart], by=by, reason=reason)
    away = withdrawn.kept_away(rating for _, rating in pairs)
    taken = withdrawn.take_back(pairs)
    details = {"before": before, "held": held, "pairs": apart, "causes": causes, "withdrawn": away | taken}
    number = write(finding, Act.CONFIRMED, by=by, reason=reason, details=details)
    if taken:
        write(finding, Act.WITHDRAWN, by=by, details={"ratings": sorted(int(each) for each in taken)})
    _tell(finding, number, Act.CONFIRMED, concerned | _both(finding), by, reason)


def _dismiss(finding: IntegrityFinding, by: Actor, reason: str, before: State) -> None:
    held, apart = holding.standing_causes(finding.source), holding.pairs_within(finding)
    concerned = {*held.values(), *(who for one, other, _ in apart for who in (one, other))}
    _lock([], concerned)
    holding.release(finding, by=by, reason=reason)
    holding.rule_on([(one, other, PairRuling.CLEARED) for one, other, _ in apart], by=by, reason=reason)
    details = {"before": before, "held": held, "pairs": apart}
    number = write(finding, Act.DISMISSED, by=by, reason=reason, details=details)
    if held:
        write(finding, Act.RELEASED, by=by, details={"causes": held})
    _tell(finding, number, Act.DISMISSED, concerned, by, reason)


def _undo(finding: IntegrityFinding, by: Actor, reason: str, before: State) -> None:
    """Bring back what was before the decision: ratings, holds, and what was said of a pair."""
    entry = db.session.scalars(
        select(IntegrityEntry)
        .where(
            IntegrityEntry.finding_id == finding.id,
            IntegrityEntry.act.in_((Act.CONFIRMED, Act.DISMISSED)),
        )
        .order_by(IntegrityEntry.number.desc())
        .limit(1)
    ).one()
    held: dict[str, int] = dict(entry.details.get("held", {}))
    taken: dict[str, str] = dict(entry.details.get("withdrawn", {}))
    pairs = withdrawn.taken_by(taken)
    concerned = {*held.values(), *(rating.rater_id or 0 for _, rating in pairs)} - {0}
    _lock(pairs, concerned | _authors(pairs))
    given = withdrawn.give_back(pairs, taken)
    other = holding.standing_causes(finding.source).keys() - held.keys()
    holding.release(finding, other, by=by, reason=reason)
    holding.hold(finding, held, by=by)
    holding.rule_on(entry.details.get("pairs", []), by=by, reason=reason)
    details = {"before": before, "line": entry.number, "causes": held}
    number = write(finding, Act.UNDONE, by=by, reason=reason, details=details)
    if given:
        write(finding, Act.RESTORED, by=by, details={"ratings": sorted(given)})
    _tell(finding, number, Act.UNDONE, concerned | _both(finding), by, reason)


def _both(finding: IntegrityFinding) -> set[int]:
    """The two members of a pair: what is decided of them concerns them, whatever is held."""
    return set(finding.members) if finding.kind in holding.BETWEEN_TWO else set()


def _authors(pairs: Rated) -> set[int]:
    return {answer.author_id for answer, _ in pairs if answer.author_id is not None}


def _lock(pairs: Rated, member_ids: Iterable[int]) -> None:
    """Threads first, then members, each in order: so does whoever gives stars."""
    ratings.lock_all(pairs)
    for member_id in sorted(set(member_ids)):
        reputation.lock(member_id)


def _tell(
    finding: IntegrityFinding, number: int, act: Act, concerned: Collection[int], by: Actor, reason: str
) -> None:
    tell(
        events.IntegrityDecided(
            finding_id=finding.id,
            number=number,
            kind=finding.kind,
            decision=str(act),
            member_ids=tuple(sorted(concerned)),
            reason=reason,
            by_id=by.id,
        )
    )
