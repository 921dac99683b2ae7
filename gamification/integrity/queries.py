"""The list of findings, and the journal of one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.pagination import Page, paginate
from gamification.integrity.models import IntegrityEntry, IntegrityFinding
from gamification.integrity.rules import WAITING, Kind, State

Finding = IntegrityFinding
WAITS = "waiting"  # the filter that shows what asks for a decision


def findings(kind: str, state: str, number: int) -> Page[IntegrityFinding]:
    """Findings by kind and state, the surest first; a filter that is none of ours shows all."""
    query = _filtered(select(Finding), kind, state)
    return paginate(query.order_by(Finding.score.desc(), Finding.id.desc()), number, per_page=20)


def _filtered(query: Select[Any], kind: str, state: str) -> Select[Any]:
    if kind in set(Kind):
        query = query.where(Finding.kind == kind)
    if state == WAITS:
        query = query.where(Finding.state.in_(WAITING))
    elif state in set(State):
        query = query.where(Finding.state == state)
    return query


def after(kind: str, state: str, last_id: int | None, limit: int) -> Sequence[IntegrityFinding]:
    """Findings behind a cursor, the newest first, for programs."""
    query = _filtered(select(Finding), kind, state).order_by(Finding.id.desc()).limit(limit)
    if last_id is not None:
        query = query.where(Finding.id < last_id)
    return db.session.scalars(query).all()


def counts() -> dict[str, int]:
    """How many findings wait, by kind."""
    query = select(Finding.kind, func.count()).where(Finding.state.in_(WAITING)).group_by(Finding.kind)
    return {row[0]: row[1] for row in db.session.execute(query)}


def waiting_count() -> int:
    return sum(counts().values())


def journal(finding_id: int) -> Sequence[IntegrityEntry]:
    """What was done, in order."""
    query = select(IntegrityEntry).where(IntegrityEntry.finding_id == finding_id)
    return db.session.scalars(query.order_by(IntegrityEntry.number)).all()


def people(member_ids: Collection[int | None]) -> Mapping[int, Member]:
    """Members by id, those who have left included."""
    wanted = {each for each in member_ids if each}
    return {each.id: each for each in db.session.scalars(select(Member).where(Member.id.in_(wanted)))}
