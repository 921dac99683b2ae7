"""Attaches the search for abuse: its pages, its ticks and job, its invariants."""

from flask import Flask, g

from community.kernel import checks, navigation, worker
from community.kernel.job_kinds import Registry
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_
from gamification.integrity import queries, routes, scanning, withdrawn
from gamification.integrity.checks import CHECKS
from gamification.integrity.handlers import SCAN


def init_app(app: Flask) -> None:
    """Register all of it."""
    app.register_blueprint(routes.bp)
    app.extensions["huzhu_ports"].rating_decisions = withdrawn.Decisions()
    navigation.add(app, _nav)
    worker.add_tick(app, "integrity.scan", scanning.Timer())
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(SCAN, scanning.look_now, in_transaction=False)
    checks.register(app, *CHECKS)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.JUDGE_INTEGRITY):
        return []
    if "waiting_findings" not in g:
        g.waiting_findings = queries.waiting_count()
    return [NavEntry("/integrity", N_("Integrity"), "eye", count=g.waiting_findings)]
