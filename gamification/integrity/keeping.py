"""Makes findings of suspicions: one for each matter, whatever scan comes upon it again, and holds the points."""

from collections.abc import Mapping

from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.upsert import insert
from gamification.integrity import holding, rules
from gamification.integrity.models import IntegrityEntry, IntegrityFinding
from gamification.integrity.rules import Act, Kind, State, Suspicion


def keep(suspicion: Suspicion) -> IntegrityFinding | None:
    """Make a finding of a suspicion, or add to the one that waits, and hold the points it concerns.

    Returns None when a person has decided on the same matter and nothing much is new.
    """
    finding = _waiting(suspicion)
    if finding is None:
        if _was_decided(suspicion):
            return None
        _make(suspicion)
        finding = _waiting(suspicion)  # also when another scan was faster
    if finding is not None:
        _add(finding, suspicion)
        _hold_more(finding)
    return finding


def _waiting(suspicion: Suspicion) -> IntegrityFinding | None:
    """The finding of this matter on which nobody has decided, locked."""
    query = select(IntegrityFinding).where(
        IntegrityFinding.kind.in_(rules.kin(suspicion.kind)), IntegrityFinding.state.in_(rules.WAITING)
    )
    found = db.session.scalars(query.order_by(IntegrityFinding.id).with_for_update(key_share=True)).all()
    key = rules.key_of(suspicion.members)
    alike = [each for each in found if rules.same_members(each.members, suspicion.members)]
    return next((each for each in alike if each.key == key), alike[0] if alike else None)


def _was_decided(suspicion: Suspicion) -> bool:
    query = select(IntegrityFinding).where(
        IntegrityFinding.kind.in_(rules.kin(suspicion.kind)), IntegrityFinding.state.not_in(rules.WAITING)
    )
    for finding in db.session.scalars(query):
        if rules.same_members(finding.members, suspicion.members):
            new = suspicion.pieces - {*finding.rating_ids, *finding.answer_ids}
            if not rules.clearly_more(finding.weight, finding.weight + len(new)):
                return True
    return False


def _make(suspicion: Suspicion) -> None:
    now = clock.now()
    statement = insert(IntegrityFinding).values(
        kind=suspicion.kind,
        key=rules.key_of(suspicion.members),
        members=sorted(suspicion.members),
        raters=sorted(suspicion.raters),
        score=suspicion.score,
        seen=suspicion.seen,
        expected=suspicion.expected,
        evidence={"rating_ids": [], "answer_ids": [], "facts": {}},
        state=State.OPEN,
        found_at=now,
        looked_at=now,
        reason="",
    )
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(IntegrityFinding.id))
    if made is not None:
        write(db.session.get_one(IntegrityFinding, made), Act.FOUND)


def _add(finding: IntegrityFinding, suspicion: Suspicion) -> None:
    """Let a finding say what is known now; evidence is only ever added."""
    before = {*finding.rating_ids, *finding.answer_ids}
    finding.looked_at = clock.now()
    if suspicion.kind == Kind.LIMIT and finding.kind == Kind.RECIPROCITY:
        return
    new = suspicion.pieces - before
    if not new and finding.kind == suspicion.kind and finding.key == rules.key_of(suspicion.members):
        return
    finding.kind, finding.key = suspicion.kind, rules.key_of(suspicion.members)
    finding.members, finding.raters = sorted(suspicion.members), sorted(suspicion.raters)
    finding.score, finding.seen, finding.expected = suspicion.score, suspicion.seen, suspicion.expected
    facts = dict(suspicion.facts)
    if "copies" in facts:
        facts["copies"] = sorted([*finding.facts.get("copies", []), *_unknown(facts["copies"], before)])
    finding.evidence = {
        "rating_ids": sorted({*finding.rating_ids, *suspicion.rating_ids}),
        "answer_ids": sorted({*finding.answer_ids, *suspicion.answer_ids}),
        "facts": facts,
    }
    db.session.flush()
    if before and new:
        write(finding, Act.GREW, details={"pieces": len(new)})


def _unknown(copies: list[list[float]], before: set[int]) -> list[list[float]]:
    return [each for each in copies if each[0] not in before]


def _hold_more(finding: IntegrityFinding) -> None:
    """Hold what is not held yet."""
    held = holding.standing_causes(finding.source)
    wanted = {each.name: each.member_id for each in holding.causes_of(finding) if each.name not in held}
    if wanted:
        holding.hold(finding, wanted)
        write(finding, Act.HELD, details={"causes": wanted})


def write(
    finding: IntegrityFinding,
    act: Act,
    *,
    by: Actor | None = None,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> int:
    """Add a line to the journal of a finding that is locked; returns its number."""
    last = db.session.scalar(
        select(func.max(IntegrityEntry.number)).where(IntegrityEntry.finding_id == finding.id)
    )
    number = (last or 0) + 1
    db.session.add(
        IntegrityEntry(
            finding_id=finding.id,
            number=number,
            act=act,
            by_id=by.member_id if by else None,
            reason=reason,
            details=dict(details or {}),
            at=clock.now(),
        )
    )
    db.session.flush()
    return number
