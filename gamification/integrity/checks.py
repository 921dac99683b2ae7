"""What must hold of findings: holds and voids agree with their states, and no journal has a gap."""

from collections import defaultdict
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.imports.breaches import told
from community.kernel.checks import Check
from community.kernel.db import table_of
from gamification.integrity.models import IntegrityEntry, IntegrityFinding
from gamification.integrity.rules import Act, State
from gamification.reputation.models import LedgerRuling
from gamification.reputation.rules import RulingKind

finding, entry, ruling = map(table_of, (IntegrityFinding, IntegrityEntry, LedgerRuling))
STANDS_AS: Final = {
    State.OPEN: RulingKind.HELD,
    State.UNDONE: RulingKind.HELD,
    State.CONFIRMED: RulingKind.VOID,
}
SAYS: Final = {State.CONFIRMED: Act.CONFIRMED, State.DISMISSED: Act.DISMISSED, State.UNDONE: Act.UNDONE}


def rulings_agree(session: Session) -> list[str]:
    """What waits is held, what was confirmed is void, and what was dismissed counts."""
    query = select(ruling.c.source, ruling.c.kind).where(
        ruling.c.source.like("finding:%"), ruling.c.lifted_at.is_(None)
    )
    kinds: dict[str, set[str]] = defaultdict(set)
    for source, kind in session.execute(query.distinct()):
        kinds[source].add(kind)
    states = {f"finding:{row[0]}": row[1] for row in session.execute(select(finding.c.id, finding.c.state))}
    lines = [f"{source} rules causes out and is not there" for source in kinds.keys() - states.keys()]
    for source, state in states.items():
        allowed = {STANDS_AS[State(state)]} if State(state) in STANDS_AS else set()
        wrong = kinds.get(source, set()) - {str(each) for each in allowed}
        lines += [f"{source} is {state}, and has causes that are {kind}" for kind in sorted(wrong)]
    return told(sorted(lines))


def journals_are_whole(session: Session) -> list[str]:
    """A journal begins with what was found, counts without gaps, and ends with the state."""
    counts = (
        select(entry.c.finding_id, func.count().label("lines"), func.max(entry.c.number).label("last"))
        .group_by(entry.c.finding_id)
        .subquery()
    )
    query = select(finding.c.id, finding.c.state, counts.c.lines, counts.c.last).outerjoin(
        counts, counts.c.finding_id == finding.c.id
    )
    rows = session.execute(query).all()
    lines = [f"the journal of finding {row[0]} has a gap" for row in rows if not row[2] or row[2] != row[3]]
    decisions = select(entry.c.finding_id, entry.c.act).where(entry.c.act.in_(list(SAYS.values())))
    last = {row[0]: row[1] for row in session.execute(decisions.order_by(entry.c.finding_id, entry.c.number))}
    lines += [
        f"finding {row[0]} is {row[1]}, and its journal says {last.get(row[0], Act.FOUND)}"
        for row in rows
        if last.get(row[0]) != SAYS.get(State(row[1]))
    ]
    return told(lines)


CHECKS: Final = (
    Check("findings", rulings_agree),
    Check("findings-journal", journals_are_whole),
)
