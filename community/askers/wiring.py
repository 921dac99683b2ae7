"""Attaches the pages of people who asked from outside, and the timer that forgets them."""

from flask import Flask

from community.askers import outbox, routes, services
from community.kernel import mail
from community.kernel.web import csrf
from community.kernel.worker import add_tick


def init_app(app: Flask) -> None:
    """Register pages and timer."""
    app.register_blueprint(routes.bp)
    csrf.exempt(routes.stop)  # mail programs press this button without a session (RFC 8058)
    mail.look_again(app, services.ANSWER, outbox.answer_now)
    add_tick(app, "askers.forget_old", services.forget_old)
