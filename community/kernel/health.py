"""For those who run the site: alive, ready, and numbers for Prometheus."""

import time
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from community.kernel import job_care, metrics, worker
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.outages import FAILURES, outage_of
from community.kernel.policy import public

bp = Blueprint("health", __name__)


class _Waiting:
    """Numbers that are asked of the database when Prometheus comes by; none while it is away."""

    def collect(self) -> Any:
        asked = [
            ("huzhu_jobs_waiting", "Jobs that wait or run", job_care.waiting_count),
            ("huzhu_jobs_dead", "Jobs that were given up and wait for an admin", job_care.dead_count),
        ]
        for name, about, count in asked:
            figure = GaugeMetricFamily(name, about)
            try:
                figure.add_metric([], count())
            except FAILURES as error:
                if outage_of(error) is None:
                    raise
                db.session.rollback()  # the counts of this process are wanted most just then
                continue
            yield figure


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """200 whenever this process can serve."""
    return {"status": "ok"}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """200 when database, index and worker can be reached; 503 with what cannot.

    A balancer asks `?without=worker`: readers are served as well while no worker is there.
    """
    parts = {"database": _database(), "worker": worker.is_alive(settings_of(current_app).data_dir)}
    for name, probe in current_app.extensions.get("huzhu_probes", {}).items():
        parts[name] = bool(probe())
    for name in request.args.getlist("without"):
        parts.pop(name, None)
    answer = jsonify(status="ok" if all(parts.values()) else "unavailable", parts=parts)
    return answer, 200 if all(parts.values()) else 503


def _database() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


@bp.get("/metrics")
@public
def show_metrics() -> ResponseReturnValue:
    """Prometheus text."""
    waiting = CollectorRegistry()
    waiting.register(_Waiting())
    body = generate_latest(metrics.shown()) + generate_latest(waiting)
    return Response(body, content_type=CONTENT_TYPE_LATEST)


def _begin() -> None:
    g.begun = time.perf_counter()


def _count(response: Response) -> Response:
    seconds = time.perf_counter() - g.begun if "begun" in g else None
    metrics.count(request.method, request.endpoint or "none", response.status_code, seconds)
    return response


def add_probe(app: Flask, name: str, probe: Any) -> None:
    """Let `/readyz` also ask `probe()` for a true value."""
    app.extensions.setdefault("huzhu_probes", {})[name] = probe


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.before_request(_begin)
    app.after_request(_count)
