"""Attaches the package moderation to the application."""

from flask import Flask, g
from flask_babel import gettext
from sqlalchemy.orm import Session

from community.kernel import checks, templating
from community.kernel.policy import Permission, actor_now, may
from moderation.api import wiring as api
from moderation.appeals import wiring as appeals
from moderation.audit import wiring as audit
from moderation.desk import routes as desk_routes
from moderation.desk import wiring as desk
from moderation.escalation import wiring as escalation
from moderation.flags import wiring as flags
from moderation.masking import wiring as masking
from moderation.quality.gate import Gate
from moderation.review import demonstration as review_shown
from moderation.review import queries as review_queries
from moderation.review import routes as review
from moderation.reviewers import wiring as reviewers
from moderation.sanctions import wiring as sanctions
from moderation.subscriptions import subscribe
from moderation.transparency import wiring as transparency
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message


def init_app(app: Flask) -> None:
    """Register the gate, blueprints, template globals, checks and reactions."""
    app.extensions["huzhu_ports"].gate = Gate()
    app.extensions.setdefault("huzhu_warm", []).append(_load_detectors)
    app.register_blueprint(review.bp)
    templating.add_nav(app, _nav)
    checks.register(
        app,
        checks.Check("one-open-review-item", _doubled_items),
        checks.Check("held-posts-are-watched", _unwatched),
        checks.Check("reports-are-watched", _unwatched_reports),
    )
    audit.init_app(app)
    transparency.init_app(app)
    flags.init_app(app)
    reviewers.init_app(app)
    review_shown.init_app(app)
    app.register_blueprint(desk_routes.bp)
    sanctions.init_app(app)
    appeals.init_app(app)
    escalation.init_app(app)
    masking.init_app(app)
    desk.init_app(app)
    api.init_app(app)
    subscribe(app.extensions["huzhu_bus"])


def _load_detectors() -> None:
    """Read the weights of the detectors once, before a server divides into processes."""
    for words in ("The light blinks after the update.", "升级之后指示灯一直闪。"):
        for kind in Kind:
            analyse(Message(text=words, title=words, kind=kind))


def _doubled_items(_session: Session) -> list[str]:
    return review_queries.doubled_items()


def _unwatched(_session: Session) -> list[str]:
    return review_queries.unwatched_held_posts()


def _unwatched_reports(_session: Session) -> list[str]:
    return review_queries.unwatched_reports()


def _nav() -> list[dict[str, object]]:
    if not may(actor_now(), Permission.REVIEW):
        return []
    if "open_reviews" not in g:
        g.open_reviews = review_queries.open_count()
    return [{"url": "/review", "label": gettext("Review"), "icon": "review", "count": g.open_reviews}]
