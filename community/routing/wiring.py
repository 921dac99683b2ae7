"""Attaches the ladder: the picture on the page of a question, the calls for helpers, its checks."""

from datetime import timedelta

from flask import Flask

from community.kernel import checks, picture_readers, worker
from community.kernel.thresholds import whole
from community.routing import helper_routes, inviting, reps, upkeep
from community.routing.models import Letter
from community.routing.path import need_path
from community.routing.picture_readers import in_letter
from community.routing.queries import broken_credits, broken_paths


def init_app(app: Flask) -> None:
    """Tell templates of the ladder, call helpers, and watch that moves lead to where needs stand."""
    app.register_blueprint(helper_routes.bp)
    picture_readers.register(app, in_letter, Letter.__tablename__)
    app.jinja_env.globals.update(
        need_path=need_path,
        taken_over_after=lambda: timedelta(minutes=whole("unanswered_minutes")),
        more_asked_after=lambda: timedelta(minutes=whole("ring_2_minutes")),
    )
    worker.add_tick(app, "needs.call_back", upkeep.call_back)
    worker.add_tick(app, "rings", inviting.call_all)
    worker.add_tick(app, "reps", reps.end_leases)
    checks.register(app, checks.Check("ladder", broken_paths), checks.Check("resolutions", broken_credits))
