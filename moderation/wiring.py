"""Attaches the package moderation to the application."""

from flask import Flask

from moderation.api import wiring as api
from moderation.appeals import wiring as appeals
from moderation.audit import wiring as audit
from moderation.canned import wiring as canned
from moderation.casework import wiring as casework
from moderation.customer import wiring as customer
from moderation.desk import bulk_routes as _bulk_routes  # noqa: F401 - more views of the desk
from moderation.desk import case_routes as _case_routes  # noqa: F401
from moderation.desk import day_routes as _day_routes  # noqa: F401
from moderation.desk import inbox_routes as desk_routes
from moderation.desk import talking_routes
from moderation.desk import team_routes as _team_routes  # noqa: F401
from moderation.desk import wiring as desk
from moderation.desk import work_routes as _work_routes  # noqa: F401
from moderation.escalation import wiring as escalation
from moderation.flags import wiring as flags
from moderation.insights import wiring as insights
from moderation.intake import wiring as intake
from moderation.learning import wiring as learning
from moderation.lists import wiring as lists
from moderation.macros import wiring as macros
from moderation.masking import wiring as masking
from moderation.opinion import wiring as opinion
from moderation.quality import wiring as quality
from moderation.resolutions import wiring as resolutions
from moderation.review import wiring as review
from moderation.reviewers import wiring as reviewers
from moderation.rulebook import wiring as rulebook
from moderation.sanctions import wiring as sanctions
from moderation.sla import wiring as sla
from moderation.subscriptions import subscribe
from moderation.surveys import wiring as surveys
from moderation.transparency import wiring as transparency
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message


def init_app(app: Flask) -> None:
    """Register the gate, blueprints, template globals, checks and reactions."""
    quality.init_app(app)
    app.extensions.setdefault("huzhu_warm", []).append(_load_detectors)
    audit.init_app(app)
    transparency.init_app(app)
    flags.init_app(app)
    review.init_app(app)
    reviewers.init_app(app)
    app.register_blueprint(desk_routes.bp)
    app.register_blueprint(talking_routes.bp)
    sanctions.init_app(app)
    appeals.init_app(app)
    opinion.init_app(app)
    escalation.init_app(app)
    rulebook.init_app(app)
    resolutions.init_app(app)
    casework.init_app(app)
    sla.init_app(app)
    lists.init_app(app)
    masking.init_app(app)
    canned.init_app(app)
    surveys.init_app(app)
    macros.init_app(app)
    desk.init_app(app)
    insights.init_app(app)
    customer.init_app(app)
    api.init_app(app)
    intake.init_app(app)
    learning.init_app(app)
    subscribe(app.extensions["huzhu_bus"])


def _load_detectors() -> None:
    """Read the weights of the detectors once, before a server divides into processes."""
    for words in ("The light blinks after the update.", "升级之后指示灯一直闪。"):
        for kind in Kind:
            analyse(Message(text=words, title=words, kind=kind))
