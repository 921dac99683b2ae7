"""Attaches the log: its pages, its check, and the head that is kept outside the database."""

from datetime import datetime

from flask import Flask
from markupsafe import Markup, escape

from community.kernel import checks, navigation, worker
from community.kernel.languages import said
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_
from moderation.audit import checking, routes
from moderation.audit.catalogue import ACTS, UNKNOWN


def init_app(app: Flask) -> None:
    """Attach the feature."""
    app.register_blueprint(routes.bp)
    app.jinja_env.globals.update(log_acts=ACTS, log_unknown=UNKNOWN)
    app.jinja_env.filters["woven"] = woven
    checks.register(app, checks.Check("audit-chain", checking.chain_breaches))
    app.extensions.setdefault("huzhu_prepare", []).append(checking.catch_up)
    app.extensions.setdefault("huzhu_restored", []).append(checking.begin_anew)
    worker.add_tick(app, "log-head", _look)
    navigation.add(app, _nav)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.SEE_HELD):
        return []
    return [NavEntry("/log", N_("Log"), "history")]


def woven(sentence: str, **parts: object) -> Markup:
    """A sentence of a catalogue in the reader's language, with links in its places."""
    return escape(said(sentence)) % parts


def _look(_now: datetime) -> None:
    checking.catch_up()
