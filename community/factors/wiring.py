"""Attaches the second factor to the application."""

from flask import Flask

from community.accounts import ways_in
from community.factors import passkey_routes, passkeys, queries, routes
from community.kernel.worker import add_tick


def init_app(app: Flask) -> None:
    """Register pages, what the sign-in page asks, and the timer that forgets."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(passkey_routes.bp)
    app.jinja_env.globals["passkeys_offered"] = passkeys.offered
    ways_in.register(app, ways_in.Kind("passkey", _ways, passkeys.remove))
    add_tick(app, "factors.forget_old", passkeys.forget_old)


def _ways(member_id: int) -> list[ways_in.Way]:
    """Passkeys open an account without its password."""
    return [
        ways_in.Way(each.id, each.label, each.created_at, each.used_at)
        for each in queries.passkeys_of(member_id)
    ]
