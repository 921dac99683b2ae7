"""Work for later: a row in the same transaction as the deed, done at least once.

A job is leased before it runs, so a killed worker loses nothing; a handler must be idempotent, so that a second run
after a kill doubles nothing. The table is the truth; how a worker is woken (a thread, Celery) is only a hint.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final

import structlog
from flask import current_app
from sqlalchemy import Index, Select, Update, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel import clock
from community.kernel.db import Model, UtcDateTime, db, one_by_one, table_of
from community.kernel.job_kinds import JobKind, Lane, Registry
from community.kernel.job_leases import renewed
from community.kernel.presence import file_of, present
from community.kernel.text import storable
from community.kernel.unit_of_work import afterwards, unit_of_work
from community.kernel.upsert import changed_rows, insert_once

log = structlog.get_logger(__name__)

# Renewed while the work goes on, so it only tells how soon others take over.
LEASE: Final = timedelta(minutes=1)
MOST_ATTEMPTS: Final = 12
TRIES_IN_COMPANY: Final = 2  # then a job is done alone: what spoils each batch must not take the others along
BACK_OFF: Final = timedelta(seconds=5)  # doubled at each attempt: twelve tries reach about five hours
LONGEST_BACK_OFF: Final = timedelta(hours=2)
MAX_ERROR: Final = 2_000
LONG_OVER: Final = datetime(2000, 1, 1, tzinfo=UTC)  # the end of a lease that was taken from its holder
KILLED: Final = "the worker was killed in the middle of it, at each of its tries"


class JobState(StrEnum):
    """Where a job stands; a dead one waits for an admin."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class Job(Model):
    """One piece of work; `key` makes a second request of the same work the same row while it waits."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(unique=True, default=None)
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (Index("ix_jobs_due", "state", "run_at"),)


def registry() -> Registry:
    """The job kinds of the running application."""
    found: Registry = current_app.extensions["huzhu_jobs"]
    return found


def enqueue(
    kind: str, payload: Mapping[str, Any], *, key: str | None = None, run_at: datetime | None = None
) -> None:
    """Add a job to the running transaction; a waiting job of the same `key` is left as it is."""
    if kind not in registry().kinds:
        message = f"no handler is registered for the job {kind!r}"
        raise LookupError(message)
    now = clock.now()
    values = {
        "kind": kind,
        "payload": dict(payload),
        "key": key,
        "state": JobState.WAITING,
        "run_at": run_at or now,
        "attempts": 0,
        "created_at": now,
    }
    while not insert_once(Job, **values) and key and not _held_back(key):
        pass
    afterwards(partial(registry().wake, registry().kinds[kind]))


def _held_back(key: str) -> bool:
    """Keep the waiting job of `key` from being begun, and finding nothing new, before this transaction is committed.

    False when it was begun already. On an embedded database nobody else writes meanwhile.
    """
    if db.engine.dialect.name != "postgresql":
        return True
    asked = select(Job.id).where(Job.key == key).with_for_update(read=True)
    return db.session.scalar(asked) is not None


# Written once, as workers ask each second: to put a statement together takes longer than to have it answered.
_DUE: Final = and_(
    Job.state == JobState.WAITING,
    Job.run_at <= bindparam("now", type_=UtcDateTime),
    or_(Job.leased_until.is_(None), Job.leased_until < bindparam("now", type_=UtcDateTime)),
    Job.kind.in_(bindparam("kinds", expanding=True)),
)
_ANY_DUE: Final = select(exists().where(_DUE))
_OLDEST_DUE: Final = (
    select(Job)
    .where(_DUE)
    .order_by(Job.run_at, Job.id)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
)
_COMPANY_DUE: Final = _OLDEST_DUE.where(Job.attempts < TRIES_IN_COMPANY)
_jobs: Final = table_of(Job)
_BURIED: Final = (
    update(_jobs)
    .where(
        _jobs.c.state == JobState.WAITING,
        _jobs.c.leased_until < bindparam("now", type_=UtcDateTime),
        _jobs.c.attempts >= MOST_ATTEMPTS,
    )
    .values(state=JobState.DEAD, leased_until=None, error=KILLED)
)
_FINISHED: Final = (
    update(_jobs)
    .where(_jobs.c.id.in_(bindparam("ids", expanding=True)), _jobs.c.state == JobState.WAITING)
    .values(
        state=JobState.DONE,
        key=None,
        finished_at=bindparam("now", type_=UtcDateTime),
        leased_until=None,
        error=None,
    )
)


def _is_any_due(now: datetime, kinds: Mapping[str, JobKind]) -> bool:
    """Whether a transaction is worth it: workers look each second, and after each job, and mostly find nothing."""
    with one_by_one(db.engine).connect() as connection:
        return connection.scalar(_ANY_DUE, {"now": now, "kinds": list(kinds)}) is True


def _lease(now: datetime, kinds: Mapping[str, JobKind]) -> tuple[JobKind, list[Job]] | None:
    """Take the oldest due job of these kinds, and with it the rest of its batch; None when nothing is due.

    Whoever fails in company, or is killed there, may do so for the sake of another one.
    """
    with unit_of_work():
        _bury(now)
        jobs = _found(_OLDEST_DUE, now, list(kinds), 1)
        if not jobs:
            return None
        kind = kinds[jobs[0].kind]
        if kind.batch > 1 and jobs[0].attempts < TRIES_IN_COMPANY:
            jobs = _found(_COMPANY_DUE, now, [kind.name], kind.batch)
        for job in jobs:
            job.leased_until = now + LEASE
            job.key = None  # what is asked for from now on is new work: this run may have read the past
            job.attempts += 1
        db.session.flush()
        for job in jobs:  # before the commit, which would make it read anew whatever is asked of it
            db.session.expunge(job)
        return kind, jobs


def _found(due: Select[Job], now: datetime, kinds: list[str], most: int) -> list[Job]:
    return list(db.session.scalars(due, {"now": now, "kinds": kinds, "most": most}))


def _bury(now: datetime) -> None:
    """A job whose worker was killed at every try would kill the next one too: leave it to an admin."""
    db.session.execute(_BURIED, {"now": now})


class LeaseLost(Exception):
    """Somebody else has done this meanwhile."""


def _finish(jobs: list[Job]) -> int:
    return changed_rows(_FINISHED, {"ids": [job.id for job in jobs], "now": clock.now()})


def _fail(jobs: list[Job], error: Exception) -> None:
    for job in jobs:
        wait = min(LONGEST_BACK_OFF, BACK_OFF * 2 ** min(job.attempts, 20))
        dead = job.attempts >= MOST_ATTEMPTS
        db.session.execute(
            update(Job)
            .where(Job.id == job.id, Job.state == JobState.WAITING)
            .values(
                state=JobState.DEAD if dead else JobState.WAITING,
                leased_until=None,
                run_at=clock.now() + wait,
                error=storable(f"{type(error).__name__}: {error}"[:MAX_ERROR]),
            )
        )


def run_one(
    now: datetime | None = None,
    *,
    waiting: bool | None = None,
    patient: bool = False,
    lane: Lane | None = None,
) -> bool:
    """Do one due job (or batch), `waiting` for others or not; False when nothing was due. Never raises for it.

    Who is `patient` comes again soon, and leaves jobs of a kind that rests to gather.
    """
    moment = now or clock.now()
    kinds = registry().to_do(waiting=waiting, patient=patient, lane=lane)
    leased = _lease(moment, kinds) if _is_any_due(moment, kinds) else None
    if leased is None:
        return False
    kind, jobs = leased
    try:
        with renewed(db.engine, partial(_renewal, [job.id for job in jobs], jobs[0].leased_until)):
            _do(kind, jobs)
    except LeaseLost:
        log.info("lease_lost", kind=kind.name, jobs=[job.id for job in jobs])
    except Exception as error:
        log.exception("job_failed", kind=kind.name, jobs=[job.id for job in jobs], attempts=jobs[0].attempts)
        with unit_of_work():
            _fail(jobs, error)
    if jobs[0].attempts <= TRIES_IN_COMPANY:  # nothing gathers for one that is done alone
        registry().done_with(kind)
    return True


def _do(kind: JobKind, jobs: list[Job]) -> None:
    payloads: list[Mapping[str, Any]] = [job.payload for job in jobs]
    if not kind.in_transaction:
        kind.run(payloads)
    with unit_of_work():
        if kind.in_transaction:
            kind.run(payloads)
        if not _finish(jobs) and kind.in_transaction:
            raise LeaseLost
        kind.done()


def _renewal(ids: list[int], leased_until: datetime | None, passed: timedelta) -> Update:
    held = Job.leased_until.is_not(None)
    until = (leased_until or clock.now()) + passed
    return update(Job).where(Job.id.in_(ids), Job.state == JobState.WAITING, held).values(leased_until=until)


def run_due(now: datetime | None = None, *, most: int = 100_000, waiting: bool | None = None) -> int:
    """Do everything that is due, at most `most` times; returns how often something was done."""
    done = 0
    with at_work():
        while done < most and run_one(now, waiting=waiting):
            done += 1
    return done


@contextmanager
def at_work() -> Iterator[None]:
    """Do jobs inside this; whoever comes first to an embedded database takes over what a killed worker held.

    Elsewhere other hosts may be at work unseen, so there a lease simply runs out.
    """
    database = file_of(db.engine)
    if not database:
        yield
        return
    with present(database, _free_leases):
        yield


def _free_leases() -> None:
    with unit_of_work():
        db.session.execute(
            update(Job)
            .where(Job.state == JobState.WAITING, Job.leased_until.is_not(None))
            .values(leased_until=LONG_OVER)
        )
