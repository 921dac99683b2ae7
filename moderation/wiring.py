"""Attaches the package moderation to the application."""

from flask import Flask

from community.kernel import checks
from moderation.api import wiring as api
from moderation.audit import routes as audit
from moderation.audit.queries import chain_breaches
from moderation.desk import routes as desk_routes
from moderation.desk import wiring as desk
from moderation.escalation import wiring as escalation
from moderation.flags import demonstration as flags_shown
from moderation.flags import routes as flags
from moderation.quality.gate import Gate
from moderation.review import wiring as review
from moderation.subscriptions import subscribe
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message


def init_app(app: Flask) -> None:
    """Register the gate, blueprints, template globals, checks and reactions."""
    app.extensions["huzhu_ports"].gate = Gate()
    app.extensions.setdefault("huzhu_warm", []).append(_load_detectors)
    for feature in (audit, flags):
        app.register_blueprint(feature.bp)
    checks.register(app, checks.Check("audit-chain", chain_breaches))
    flags_shown.init_app(app)
    review.init_app(app)
    app.register_blueprint(desk_routes.bp)
    escalation.init_app(app)
    desk.init_app(app)
    api.init_app(app)
    subscribe(app.extensions["huzhu_bus"])


def _load_detectors() -> None:
    """Read the weights of the detectors once, before a server divides into processes."""
    for words in ("The light blinks after the update.", "升级之后指示灯一直闪。"):
        for kind in Kind:
            analyse(Message(text=words, title=words, kind=kind))
