"""What staff have begun to write in a case, kept until it is sent; and which help they took for it."""

from typing import Final

from sqlalchemy import delete, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import changed_rows, insert
from moderation.desk.models import CaseDraft, HelpTaken
from moderation.escalation import queries as escalation

KINDS: Final = ("reply", "private", "note")
LONGEST: Final = 60_000


def draft_of(case_id: int, by: Actor) -> CaseDraft | None:
    """What somebody has begun to write."""
    return db.session.scalars(
        select(CaseDraft).where(CaseDraft.case_id == case_id, CaseDraft.member_id == by.member_id)
    ).one_or_none()


def save(case_id: int, kind: str, body: str, *, by: Actor) -> None:
    """Keep the newest state of a draft; an empty one is dropped."""
    ensure(by, Permission.WORK_CASES)
    if not body.strip():
        discard(case_id, by=by)
        return
    escalation.case_or_404(case_id)
    kind = kind if kind in KINDS else KINDS[0]
    values = {"kind": kind, "body": body[:LONGEST], "saved_at": clock.now()}
    statement = insert(CaseDraft).values(case_id=case_id, member_id=by.id, **values)
    changed_rows(statement.on_conflict_do_update(index_elements=["case_id", "member_id"], set_=values))


def discard(case_id: int, *, by: Actor) -> None:
    """It was sent, or is not wanted any more."""
    db.session.execute(
        delete(CaseDraft).where(CaseDraft.case_id == case_id, CaseDraft.member_id == by.member_id)
    )


def forget(member_id: int) -> None:
    """Somebody has left for good: nothing that they began is sent any more."""
    db.session.execute(delete(CaseDraft).where(CaseDraft.member_id == member_id))


def take_help(case_id: int, kind: str, target: str, *, by: Actor) -> None:
    """Count that a suggestion was used for a case, once."""
    ensure(by, Permission.WORK_CASES)
    escalation.case_or_404(case_id)
    statement = insert(HelpTaken).values(
        case_id=case_id, kind=kind[:40], target=target[:200], by_id=by.member_id, taken_at=clock.now()
    )
    changed_rows(statement.on_conflict_do_nothing())


def append(case_id: int, text: str, *, by: Actor) -> None:
    """Put a text at the end of the draft."""
    known = draft_of(case_id, by)
    body = f"{known.body.rstrip()}\n\n{text}" if known else text
    save(case_id, known.kind if known else KINDS[0], body, by=by)
