"""Attaches licences: pages, the way to them, the chip on profiles, the invariant."""

from flask import Flask, g

from community.kernel import checks, navigation
from community.kernel.languages import LANGUAGES
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_
from gamification.licences import demonstration, queries, routes
from gamification.licences.checks import CHECKS
from gamification.licences.directory import Reps


def init_app(app: Flask) -> None:
    """Register all of it. A licence is a role at work, so those who hide the game keep it in sight."""
    app.register_blueprint(routes.bp)
    app.extensions["huzhu_ports"].reps = Reps()
    app.jinja_env.globals.update(licences_of=queries.held_by, language_names=LANGUAGES)
    navigation.add(app, _nav)
    checks.register(app, *CHECKS)
    demonstration.init_app(app)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.DECIDE_LICENCES):
        return []
    if "waiting_licences" not in g:
        g.waiting_licences = queries.waiting_count()
    return [NavEntry("/licences/applications", N_("Licences"), "channel", count=g.waiting_licences)]
