"""Attaches the log: its pages, its check, and the head that is kept outside the database."""

from datetime import datetime

from flask import Flask

from community.kernel import checks, worker
from moderation.audit import checking, routes


def init_app(app: Flask) -> None:
    """Attach the feature."""
    app.register_blueprint(routes.bp)
    checks.register(app, checks.Check("audit-chain", checking.chain_breaches))
    app.extensions.setdefault("huzhu_prepare", []).append(checking.catch_up)
    app.extensions.setdefault("huzhu_restored", []).append(checking.begin_anew)
    worker.add_tick(app, "log-head", _look)


def _look(_now: datetime) -> None:
    checking.catch_up()
