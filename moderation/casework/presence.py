"""Who has a case before them, and who is writing: a row a person and case, written at most every 20 seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import joinedload

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.sheaf import Sheaf
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows, insert
from moderation.casework import handing
from moderation.casework.models import CasePresence
from moderation.escalation.models import Case

FRESH: Final = timedelta(seconds=20)  # a row younger than this is not written again
TYPING: Final = timedelta(seconds=45)  # how long somebody counts as writing after their last key
LATELY: Final = timedelta(minutes=30)  # how long "opened by" is told
FORGOTTEN: Final = timedelta(days=2)
_LATEST: Final = (CasePresence.seen_at.desc(), CasePresence.member_id)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who has the case before them, or had it lately."""

    member_id: int
    name: str
    seen_at: datetime
    opened_at: datetime
    is_there: bool
    is_typing: bool


def see(case_id: int, *, by: Actor, typing: bool | None = None) -> Case:
    """Somebody has the case before them, and writes (or no longer does, or it is not known).

    Gives the case as `opened_case` does; raises NotFound. Opens its own unit of work, and only where there is
    something new to write down.
    """
    ensure(by, Permission.WORK_CASES)
    now = clock.now()
    case, known = _seen(case_id, by.id)
    if known is not None and _is_fresh(known, now, typing=typing):
        return case
    away = now - timedelta(seconds=threshold("case_viewer_seconds"))
    opened_at = known.opened_at if known is not None and known.seen_at > away else now
    typing_at = known.typing_at if known is not None else None
    if typing is not None:
        typing_at = now if typing else None
    values = {"seen_at": now, "typing_at": typing_at, "opened_at": opened_at}
    with unit_of_work():
        statement = insert(CasePresence).values(case_id=case_id, member_id=by.id, **values)
        changed_rows(statement.on_conflict_do_update(index_elements=["case_id", "member_id"], set_=values))
        handing.seen(case_id, by=by)
    return case


def _seen(case_id: int, member_id: int) -> tuple[Case, CasePresence | None]:
    """The case, and when this person had it before them last."""
    own = (CasePresence.case_id == Case.id) & (CasePresence.member_id == member_id)
    query = select(Case, CasePresence).outerjoin(CasePresence, own).where(Case.id == case_id)
    row = db.session.execute(
        query.options(joinedload(Case.owner), joinedload(Case.need)),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _is_fresh(known: CasePresence, now: datetime, *, typing: bool | None) -> bool:
    if now - known.seen_at >= FRESH:
        return False
    was_typing = known.typing_at is not None and now - known.typing_at < FRESH
    return typing is None or typing == was_typing or (not typing and known.typing_at is None)


def leave(case_id: int, *, by: Actor) -> None:
    """Somebody has closed the page."""
    ensure(by, Permission.WORK_CASES)
    long_ago = clock.now() - timedelta(seconds=threshold("case_viewer_seconds"))
    with unit_of_work():
        row = db.session.get(CasePresence, (case_id, by.id))
        if row is not None:
            row.seen_at, row.typing_at = min(row.seen_at, long_ago), None


def viewers(case_ids: Iterable[int], *, but: int | None = None) -> dict[int, list[Viewer]]:
    """Who has each case before them or had it lately, whoever writes first, then the latest."""
    query = select(CasePresence).where(*_lately(case_ids, but)).order_by(*_LATEST)
    return told(db.session.scalars(query.options(joinedload(CasePresence.member))).all())


def _lately(case_ids: Iterable[int], but: int | None) -> tuple[ColumnElement[bool], ...]:
    return (
        CasePresence.case_id.in_(list(case_ids)),
        CasePresence.seen_at > clock.now() - LATELY,
        CasePresence.member_id != (but or 0),
    )


def wanted(sheaf: Sheaf, case_id: int, *, but: int | None) -> list[CasePresence]:
    """Let a page read what `told` makes viewers of, together with its other lists."""
    return sheaf.list_of(CasePresence, *_lately([case_id], but), order=_LATEST, beside=["member"])


def told(rows: Iterable[CasePresence]) -> dict[int, list[Viewer]]:
    """Who that is, by case: whoever writes first, then the latest."""
    now = clock.now()
    there = now - timedelta(seconds=threshold("case_viewer_seconds"))
    found: dict[int, list[Viewer]] = {}
    for row in rows:
        is_there = row.seen_at > there
        found.setdefault(row.case_id, []).append(
            Viewer(
                member_id=row.member_id,
                name=row.member.display_name,
                seen_at=row.seen_at,
                opened_at=row.opened_at,
                is_there=is_there,
                is_typing=is_there and row.typing_at is not None and now - row.typing_at < TYPING,
            )
        )
    return {case_id: sorted(each, key=lambda one: not one.is_typing) for case_id, each in found.items()}


def viewers_of(case_id: int, *, but: int | None = None) -> Sequence[Viewer]:
    """The same for one case."""
    return viewers([case_id], but=but).get(case_id, [])


def forget_old(now: datetime) -> None:
    """Drop notes that say nothing any more."""
    with unit_of_work():
        changed_rows(delete(CasePresence).where(CasePresence.seen_at < now - FORGOTTEN))
