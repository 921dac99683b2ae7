"""Attaches the second factor to the application."""

from flask import Flask

from community.factors import passkey_routes, passkeys, routes
from community.kernel.worker import add_tick


def init_app(app: Flask) -> None:
    """Register pages, what the sign-in page asks, and the timer that forgets."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(passkey_routes.bp)
    app.jinja_env.globals["passkeys_offered"] = passkeys.offered
    add_tick(app, "factors.forget_old", passkeys.forget_old)
