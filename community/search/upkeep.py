"""Search's part in the running application: its jobs, its look at the clock, its probe and its check."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks, health, stamps, worker
from community.kernel.job_kinds import Lane, Registry
from community.search import services
from community.search.engine import backend

GATHERING: Final = 1.5
"""Seconds: writing the index for one post costs as much as for forty, so on a busy site they go together."""


def init_app(app: Flask) -> None:
    """Register everything but the pages and the reactions."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add_batch(services.INDEX, _index, done=stamps.raise_found, rest=GATHERING)
    for name in (services.REBUILD, services.CLEAN):
        registry.add(name, _rebuild, in_transaction=False, lane=Lane.INDEX)
    app.extensions.setdefault("huzhu_prepare", []).append(services.ensure_index)
    worker.add_tick(app, "search", _look)
    health.add_probe(app, "index", _is_healthy)
    checks.register(app, checks.Check("search-index", _breaches))


def _index(payloads: list[Mapping[str, Any]]) -> None:
    services.index_threads({int(payload["question_id"]) for payload in payloads})


def _rebuild(_payload: Mapping[str, Any]) -> None:
    services.rebuild()


def _look(_now: datetime) -> None:
    """A lost or damaged index is noticed and made anew."""
    services.ensure_index()


def _is_healthy() -> bool:
    return backend().healthy()


def _breaches(_session: Session) -> list[str]:
    return services.breaches()
