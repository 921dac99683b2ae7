"""Attaches the inbox, the bell, and the ways by which news reach people."""

from flask import Flask

from community.imports import personal
from community.imports.growth import parts
from community.kernel import mail, navigation, worker
from community.kernel.job_kinds import Lane, Registry
from community.kernel.navigation import NavEntry
from community.kernel.policy import Role, actor_now
from community.kernel.web import csrf
from community.kernel.words import N_
from community.notifications import (
    delivering,
    demonstration,
    families,
    forgetting,
    growing,
    letters,
    outbox,
    pushing,
    queries,
    routes,
    settings_routes,
    wording,
)


def init_app(app: Flask) -> None:
    """Register the pages, the bell with its count, and the jobs that tell."""
    app.register_blueprint(routes.bp)
    csrf.exempt(settings_routes.unsubscribe)  # mail programs press this button without a session (RFC 8058)
    navigation.add(app, _bell)
    app.jinja_env.globals.update(
        alert_sentence=wording.sentence,
        alert_whole=wording.whole_sentence,
        alert_marked=wording.marked_sentence,
        alert_told=wording.told,
        alert_title=wording.title,
        alert_mutable=families.MUTABLE,
    )
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(delivering.JOB, delivering.tell)
    registry.add(pushing.JOB, pushing.send, in_transaction=False, lane=Lane.PUSH)
    mail.look_again(app, letters.KIND, outbox.as_of_now)
    forgetting.init_app(app)
    worker.add_tick(app, "notifications.call_back", delivering.call_back)
    worker.add_tick(app, "notifications.forget_told", delivering.forget_old)
    personal.leave_out_news(app, families.closed_to(Role.MEMBER))
    demonstration.init_app(app)
    parts.register(app, "news", growing.tell)


def _bell() -> list[NavEntry]:
    actor = actor_now()
    if actor.member_id is None:
        return []
    count = queries.unread_count(actor)
    return [NavEntry("/notifications", N_("Alerts"), "bell", count=count)]
