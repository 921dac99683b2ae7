"""Attaches the package community to the application."""

from flask import Flask

from community.accounts import routes as accounts
from community.accounts import session, session_routes, settings_routes, upkeep, ways_in
from community.answers import routes as answers
from community.api import wiring as api
from community.articles import wiring as articles
from community.askers import wiring as askers
from community.channels import wiring as channels
from community.comments import routes as comments
from community.curation import wiring as curation
from community.factors import wiring as factors
from community.front import wiring as front
from community.imports import personal_routes
from community.imports.checks import CHECKS
from community.imports.demonstration import articles as article_plays
from community.imports.demonstration import guarded, guests, sign_ins
from community.installing import wiring as installing
from community.invites import wiring as invites
from community.kept_forms import wiring as kept_forms
from community.kernel import checks, health, journal, mail
from community.notifications import wiring as notifications
from community.oidc import wiring as oidc
from community.operations import wiring as operations
from community.posts import routes as posts
from community.questions import tag_merging
from community.questions import tag_routes as questions
from community.ratings import routes as ratings
from community.reading import wiring as reading
from community.routing import routes as routing_routes
from community.routing import wiring as routing
from community.search import routes as search
from community.search import upkeep as search_upkeep
from community.sharing import wiring as sharing
from community.subscriptions import subscribe
from community.tags import routes as tags
from community.webhooks import wiring as webhooks
from community.welcome import wiring as welcome
from community.widget import wiring as widget
from community.writing import wiring as writing


def init_app(app: Flask) -> None:
    """Register blueprints, template globals, jobs and reactions."""
    for first in (session, upkeep, mail, webhooks, ways_in, tag_merging, journal):
        first.init_app(app)
    for pages in (accounts, settings_routes, session_routes, search):
        app.register_blueprint(pages.bp)
    search_upkeep.init_app(app)
    writing.init_app(app)
    for way_in in (factors, oidc, kept_forms):
        way_in.init_app(app)
    for feature in (questions, answers, comments, ratings, posts, tags, personal_routes):
        app.register_blueprint(feature.bp)
    reading.init_app(app)
    articles.init_app(app)
    channels.init_app(app)
    askers.init_app(app)
    curation.init_app(app)
    sharing.init_app(app)
    app.register_blueprint(routing_routes.bp)
    routing.init_app(app)
    notifications.init_app(app)
    front.init_app(app)
    welcome.init_app(app)
    api.init_app(app)
    installing.init_app(app)
    operations.init_app(app)
    invites.init_app(app)
    widget.init_app(app)
    health.init_app(app)
    checks.register(app, *CHECKS)
    sign_ins.init_app(app)
    guarded.init_app(app)
    guests.init_app(app)
    article_plays.init_app(app)
    subscribe(app.extensions["huzhu_bus"])
