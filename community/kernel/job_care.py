"""Jobs that need a person: those that failed for good, and those that fail and wait; and clocks that were wrong."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import delete, func, or_, select, update

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.jobs import LEASE, LONGEST_BACK_OFF, Job, JobState, registry
from community.kernel.unit_of_work import afterwards, unit_of_work
from community.kernel.upsert import changed_rows
from community.kernel.words import N_

MOST_SHOWN = 50
A_LITTLE_FAST: Final = timedelta(minutes=2)  # clocks of several hosts never agree quite
# For which a job waits that others may join, or that may be taken back.
A_MOMENT: Final = timedelta(minutes=15)


def dead_jobs() -> Sequence[Job]:
    """The jobs that were given up, the latest first."""
    return _shown(JobState.DEAD)


def failing_jobs() -> Sequence[Job]:
    """The jobs that failed at least once and will be tried again, the latest first."""
    return db.session.scalars(
        select(Job)
        .where(Job.state == JobState.WAITING, Job.error.is_not(None))
        .order_by(Job.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def _shown(state: JobState) -> Sequence[Job]:
    return db.session.scalars(
        select(Job).where(Job.state == state).order_by(Job.id.desc()).limit(MOST_SHOWN)
    ).all()


def dead_count() -> int:
    """How many jobs were given up and wait for an admin."""
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.DEAD)) or 0


def waiting_by_kind() -> dict[str, int]:
    """How many jobs of each kind wait or run."""
    rows = db.session.execute(
        select(Job.kind, func.count())
        .where(Job.state == JobState.WAITING)
        .group_by(Job.kind)
        .order_by(Job.kind)
    )
    return {kind: count for kind, count in rows}  # noqa: C416 - rows are no tuples to the type checker


def retry(job_id: int) -> None:
    """Let a dead job, or one that waits after a failure, be done at once, with all its tries again.

    Raises Conflict when the job is done, at work or gone by now.
    """
    now = clock.now()
    freed = (
        update(Job)
        .where(
            Job.id == job_id,
            or_(Job.state == JobState.DEAD, Job.state == JobState.WAITING),
            or_(Job.leased_until.is_(None), Job.leased_until < now),
        )
        .values(state=JobState.WAITING, attempts=0, run_at=now, leased_until=None)
    )
    if not changed_rows(freed):
        raise Conflict(N_("This job is done, at work or gone by now."))
    afterwards(partial(registry().wake, None))


def retry_all_dead() -> int:
    """Let every job that was given up be done at once, with all its tries again; how many."""
    again = update(Job).where(Job.state == JobState.DEAD)
    count = changed_rows(
        again.values(state=JobState.WAITING, attempts=0, run_at=clock.now(), leased_until=None)
    )
    afterwards(partial(registry().wake, None))
    return count


def drop(job_id: int) -> None:
    """Forget a dead job: what it should have done is not done. Raises Conflict unless it is dead."""
    if not changed_rows(delete(Job).where(Job.id == job_id, Job.state == JobState.DEAD)):
        raise Conflict(N_("This job is not among the failed ones any more."))


def call_back(now: datetime) -> None:
    """Bring back what was asked for in a future that did not come, because a clock was set back meanwhile.

    What waits for a moment of its own goes on waiting for it; leases and pauses after a failure do not.
    """
    future = now + A_LITTLE_FAST
    waiting = Job.state == JobState.WAITING
    with unit_of_work():
        early = db.session.execute(
            select(Job.id, Job.run_at, Job.created_at).where(waiting, Job.created_at > future)
        )
        db.session.execute(
            update(Job)
            .where(waiting, Job.id.in_([job for job, run_at, asked in early if run_at - asked <= A_MOMENT]))
            .values(run_at=now, created_at=now)
        )
        db.session.execute(
            update(Job)
            .where(waiting, Job.error.is_not(None), Job.run_at > now + LONGEST_BACK_OFF + A_LITTLE_FAST)
            .values(run_at=now)
        )
        db.session.execute(
            update(Job).where(waiting, Job.leased_until > future + LEASE).values(leased_until=now + LEASE)
        )


def forget_old(before: datetime) -> None:
    """Remove jobs done before `before`; dead ones stay until an admin decides."""
    changed_rows(delete(Job).where(Job.state == JobState.DONE, Job.finished_at < before))


def waiting_count() -> int:
    """How many jobs wait now."""
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.WAITING)) or 0
