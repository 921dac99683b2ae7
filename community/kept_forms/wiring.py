"""Attaches kept forms to the application."""

from flask import Flask

from community.kept_forms import routes, services
from community.kernel.worker import add_tick


def init_app(app: Flask) -> None:
    """Register pages, the look at what was sent, and the timer that forgets."""
    app.register_blueprint(routes.bp)
    app.after_request(routes.forget_sent)
    add_tick(app, "kept_forms.forget_old", services.forget_old)
