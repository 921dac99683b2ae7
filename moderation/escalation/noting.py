"""Notes of a case, which only staff see: written, mended, pinned, and whom they name."""

import re
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from community.accounts.models import Member, MemberStatus
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import STAFF, Actor, Permission, ensure
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from community.posts.rules import checked_body
from moderation.escalation import holding, queries
from moderation.escalation.models import Case, CaseNote

LONGEST_NOTE: Final = 10_000
MOST_NAMED: Final = 20
_NAMED: Final = re.compile(r"(?<![\w.@])@([^\W_][\w.-]{1,39})")


def note(case_id: int, body: str, *, by: Actor) -> CaseNote:
    """Write something that only staff see; whoever of the staff is named with @ hears of it."""
    ensure(by, Permission.WORK_CASES)
    case = queries.case_or_404(case_id)
    written = CaseNote(
        case_id=case.id,
        author_id=by.member_id,
        body=checked_body(body, longest=LONGEST_NOTE, field="note"),
        created_at=clock.now(),
    )
    db.session.add(written)
    db.session.flush()
    holding.write_down("case-noted", case, by, {"note": written.id})
    _tell_named(case, written, by, names_in(written.body))
    return written


def edit(note_id: int, body: str, *, by: Actor) -> CaseNote:
    """Mend one's own note within a few minutes; what it said before is kept beside it."""
    ensure(by, Permission.WORK_CASES)
    written = _locked(note_id)
    if not may_edit(written, by):
        raise NotAllowed(N_("A note can be mended by its author, for a few minutes. Write another one."))
    body = checked_body(body, longest=LONGEST_NOTE, field="note")
    if body == written.body:
        return written
    named = names_in(body) - names_in(written.body)
    written.versions = [*written.versions, {"body": written.body, "until": clock.now().isoformat()}]
    written.body, written.edited_at = body, clock.now()
    db.session.flush()
    case = queries.case_or_404(written.case_id)
    holding.write_down("case-note-edited", case, by, {"note": written.id})
    _tell_named(case, written, by, named)
    return written


def may_edit(written: CaseNote, actor: Actor) -> bool:
    """Whether this is their own note, and young enough."""
    minutes = timedelta(minutes=threshold("note_edit_minutes"))
    own = written.author_id is not None and written.author_id == actor.member_id
    return own and clock.now() <= written.created_at + minutes


def pin(note_id: int, *, pinned: bool, by: Actor) -> CaseNote:
    """Put a note above the thread, or take it down from there."""
    ensure(by, Permission.WORK_CASES)
    written = _locked(note_id)
    if (written.pinned_at is not None) == pinned:
        return written
    written.pinned_at = clock.now() if pinned else None
    db.session.flush()
    act = "case-note-pinned" if pinned else "case-note-unpinned"
    holding.write_down(act, queries.case_or_404(written.case_id), by, {"note": written.id})
    return written


def _locked(note_id: int) -> CaseNote:
    found = db.session.get(CaseNote, note_id, with_for_update=ROW_LOCK, populate_existing=True)
    if found is None:
        raise Conflict(N_("This note is gone."))
    return found


def names_in(body: str) -> set[str]:
    """Whom a text names with @, folded; an address of a mailbox names nobody."""
    return {found.rstrip(".-").casefold() for found in _NAMED.findall(body)[:MOST_NAMED]}


def _tell_named(case: Case, written: CaseNote, by: Actor, names: set[str]) -> None:
    if not names:
        return
    named = db.session.scalars(
        select(Member.id)
        .where(Member.name_key.in_(names), Member.role.in_(STAFF), Member.status == MemberStatus.ACTIVE)
        .order_by(Member.id)
    ).all()
    for member_id in named:
        tell(
            events.StaffMentioned(
                case_id=case.id,
                question_id=case.question_id,
                note_id=written.id,
                member_id=member_id,
                by_id=by.id,
            )
        )
