"""Attaches the gate: its port, its pages, what forms need, and the forgetting of what floods are counted by."""

from datetime import datetime

from flask import Flask

from community.kernel import navigation, worker
from community.kernel.job_kinds import Registry
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.quality import catching_up, origins, queries, routes, services
from moderation.quality.gate import Gate


def init_app(app: Flask) -> None:
    """Fill the port, register pages and the tick."""
    app.extensions["huzhu_ports"].gate = Gate()
    app.jinja_env.globals.update(form_opened=origins.opened_now, author_word=queries.author_word)
    app.register_blueprint(routes.bp)
    navigation.add(app, _nav)
    worker.add_tick(app, "gate", _look)
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(catching_up.JOB, catching_up.go_on)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.SET_GATE):
        return []
    return [NavEntry("/gate", N_("Gate"), "filter")]


def _look(now: datetime) -> None:
    if services.has_old(now):
        with unit_of_work():
            services.forget_old(now)
    if catching_up.is_needed():
        with unit_of_work():
            catching_up.begin()
