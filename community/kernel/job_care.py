"""Jobs that need a person: those that failed for good, and those that fail and wait."""

from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select, update

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.jobs import Job, JobState, registry
from community.kernel.unit_of_work import afterwards
from community.kernel.upsert import changed_rows
from community.kernel.words import N_

MOST_SHOWN = 50


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
    afterwards(registry().wake)


def drop(job_id: int) -> None:
    """Forget a dead job: what it should have done is not done. Raises Conflict unless it is dead."""
    if not changed_rows(delete(Job).where(Job.id == job_id, Job.state == JobState.DEAD)):
        raise Conflict(N_("This job is not among the failed ones any more."))
