"""How the site is: what runs, what waits, what failed, and with which settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from community.kernel import faults, job_care, worker
from community.kernel.db import db
from community.kernel.faults import FailedReaction
from community.kernel.furnish import site_settings
from community.kernel.jobs import Job
from community.operations.models import Trouble
from community.search import engine

MOST_TROUBLES: Final = 50


@dataclass(frozen=True)
class Index:
    """The search index: whether it answers, how many posts it knows, how far a rebuild has come."""

    healthy: bool
    posts: int
    progress: tuple[int, int] | None


@dataclass(frozen=True)
class Condition:
    """All that the page of operations shows."""

    worker_alive: bool
    index: Index
    waiting: Mapping[str, int]
    dead: Sequence[Job]
    dead_count: int
    failing: Sequence[Job]
    reactions: Sequence[FailedReaction]
    troubles: Sequence[Trouble]
    settings: Mapping[str, str]


def condition() -> Condition:
    """How the site is now; the lists hold the latest fifty each."""
    settings = site_settings()
    return Condition(
        worker_alive=worker.is_alive(settings.data_dir),
        index=_index(),
        waiting=job_care.waiting_by_kind(),
        dead=job_care.dead_jobs(),
        dead_count=job_care.dead_count(),
        failing=job_care.failing_jobs(),
        reactions=faults.unresolved(),
        troubles=db.session.scalars(select(Trouble).order_by(Trouble.id.desc()).limit(MOST_TROUBLES)).all(),
        settings=settings.shown(),
    )


def _index() -> Index:
    backend = engine.backend()
    try:
        healthy = backend.healthy()
        posts = backend.count() if healthy else 0
    except (OSError, SQLAlchemyError):
        db.session.rollback()
        healthy, posts = False, 0
    return Index(healthy, posts, engine.progress())


def matters_count() -> int:
    """How many things wait for an admin: jobs given up and reactions that failed."""
    return job_care.dead_count() + faults.unresolved_count()
