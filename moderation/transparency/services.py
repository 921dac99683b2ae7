"""Keeping the counts: facts as they happen, days as they are added up."""

from collections import Counter
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert_once
from moderation.transparency import queries
from moderation.transparency.models import PublicDay, PublicFact, PublicMark

STEP: Final = 2_000


def note(*keys: str) -> None:
    """Have something counted today. A row of its own: nobody waits for another's counter."""
    db.session.add(PublicFact(at=clock.now(), keys=list(keys)))


def add_up(_now: datetime | None = None) -> None:
    """Bring into the days what came since the last time."""
    while _add_some():
        pass


def _add_some() -> bool:
    if not queries.rest(db.session(), queries.mark(db.session()), 1) and not queries.facts(db.session(), 1):
        return False
    with unit_of_work():
        insert_once(PublicMark, id=1, number=0)
        mark = db.session.get_one(PublicMark, 1, with_for_update=ROW_LOCK, populate_existing=True)
        entries, facts = queries.rest(db.session(), mark.number, STEP), queries.facts(db.session(), STEP)
        fresh: queries.Days = {}
        queries.add(fresh, entries, facts, db.session())
        if entries:
            mark.number = entries[-1].number
        if facts:
            db.session.execute(delete(PublicFact).where(PublicFact.id.in_([fact.id for fact in facts])))
        _keep(fresh)
    return len(entries) == STEP or len(facts) == STEP


def _keep(fresh: queries.Days) -> None:
    kept = {row.day: row for row in db.session.scalars(select(PublicDay).where(PublicDay.day.in_(fresh)))}
    for day, counts in fresh.items():
        if day in kept:
            together = Counter(kept[day].counts)
            together.update(counts)  # what a day takes back may have been done the day before
            kept[day].counts = dict(together)
        else:
            db.session.add(PublicDay(day=day, counts=dict(counts)))
