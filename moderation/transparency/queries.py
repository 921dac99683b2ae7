"""The counts of a period: the days that were added up, and what came since."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import Session

from community.imports.export import snapshot
from community.kernel import clock
from community.kernel.db import db
from moderation.audit.models import ModerationLogEntry as Entry
from moderation.transparency import rules
from moderation.transparency.models import PublicDay, PublicFact, PublicMark
from moderation.transparency.rules import Step

APPEAL_ENDS: Final = frozenset({"appeal-granted", "appeal-partly", "appeal-refused"})
UNDONE: Final = "review-undone"
TAKEN_OVER: Final = "review-taken-over"  # nothing is decided by that
APPEAL_BEGINS: Final = ("appeal-made", "appeal-opened", "appeal-filed")
Days = dict[date, Counter[str]]
Source = Connection | Session


def steps(days: int) -> Sequence[Step]:
    """The bars of the last `days` days."""
    now = clock.now()
    first = now.date() - timedelta(days=days - 1)
    by_day: Days = defaultdict(Counter)
    with snapshot(db.engine) as moment:  # while days are added up, nothing is counted twice or left out
        kept = select(PublicDay.day, PublicDay.counts).where(PublicDay.day >= first)
        for row in moment.execute(kept):
            by_day[row.day].update(row.counts)
        add(by_day, rest(moment, mark(moment)), facts(moment), moment)
    return rules.steps(by_day, now.date(), days)


def mark(source: Source) -> int:
    """The last entry of the log that the days hold."""
    return source.scalar(select(PublicMark.number).where(PublicMark.id == 1)) or 0


def proof() -> Select[Any]:
    """What is another after each act, each fact and each adding up: for `page_cache.keep_while_also`."""
    at = select(PublicMark.number).where(PublicMark.id == 1).scalar_subquery()
    last = select(func.max(Entry.number)).scalar_subquery()
    return select(at, last, func.count(), func.max(PublicFact.id), func.max(PublicFact.at)).select_from(
        PublicFact
    )


def rest(source: Source, after: int, limit: int | None = None) -> Sequence[Any]:
    """What the log tells after the entry `after`: (number, at, act, by_role, subject, data), in order."""
    columns = (Entry.number, Entry.at, Entry.act, Entry.by_role, Entry.subject, Entry.data)
    return source.execute(
        select(*columns).where(Entry.number > after).order_by(Entry.number).limit(limit)
    ).all()


def facts(source: Source, limit: int | None = None) -> Sequence[Any]:
    """What waits to be added up: (id, at, keys)."""
    columns = (PublicFact.id, PublicFact.at, PublicFact.keys)
    return source.execute(select(*columns).order_by(PublicFact.id).limit(limit)).all()


def add(by_day: Days, entries: Sequence[Any], told: Iterable[Any], source: Source) -> None:
    """Add entries of the log and facts to the counts of their days."""
    began = _beginnings(source, [entry.subject for entry in entries if entry.act in APPEAL_ENDS])
    for entry in entries:
        counts = by_day.setdefault(entry.at.date(), Counter())
        counts[f"act:{entry.act}"] += 1
        if entry.act == UNDONE:  # by whoever had decided it
            counts[f"undone:{entry.data.get('decision')}"] += 1
            counts[f"by:{rules.decided_by(entry.by_role)}"] -= 1
        elif entry.act.startswith("review-") and entry.act != TAKEN_OVER:
            counts[f"by:{rules.decided_by(entry.by_role)}"] += 1
        if entry.act in APPEAL_ENDS and entry.subject in began:
            waited = (entry.at - began[entry.subject]).total_seconds()
            counts[f"wait:appeal:{rules.bucket(waited)}"] += 1
    for fact in told:
        by_day.setdefault(fact.at.date(), Counter()).update(fact.keys)


def _beginnings(source: Source, subjects: Sequence[str]) -> Mapping[str, datetime]:
    if not subjects:
        return {}
    rows = source.execute(
        select(Entry.subject, func.max(Entry.at))
        .where(Entry.subject.in_(subjects), Entry.act.in_(APPEAL_BEGINS))
        .group_by(Entry.subject)
    ).all()
    return {subject: at for subject, at in rows}  # noqa: C416 - rows are not tuples to the checker


def breaches(session: Session) -> list[str]:
    """Acts that the days count otherwise than the log does."""
    kept: Counter[str] = Counter()
    for counts in session.scalars(select(PublicDay.counts)):
        kept.update({key: count for key, count in counts.items() if key.startswith("act:")})
    rows = session.execute(
        select(Entry.act, func.count()).where(Entry.number <= mark(session)).group_by(Entry.act)
    ).all()
    true = Counter({f"act:{act}": count for act, count in rows})
    return [
        f"public counts: {key.removeprefix('act:')} is counted {kept[key]} times, and was done {true[key]} times"
        for key in sorted(kept.keys() | true.keys())
        if kept[key] != true[key]
    ]
