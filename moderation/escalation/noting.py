"""What staff tell each other about a case."""

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, ensure
from community.posts.rules import checked_body
from moderation.escalation import holding, queries
from moderation.escalation.models import CaseNote

LONGEST_NOTE = 10_000


def note(case_id: int, body: str, *, by: Actor) -> CaseNote:
    """Write something that only staff see."""
    ensure(by, Permission.WORK_CASES)
    case = queries.case_or_404(case_id)
    written = CaseNote(
        case_id=case.id,
        author_id=by.member_id,
        body=checked_body(body, longest=LONGEST_NOTE),
        created_at=clock.now(),
    )
    db.session.add(written)
    db.session.flush()
    holding.tell_log("case-noted", case, by, {"note": written.id})
    return written
