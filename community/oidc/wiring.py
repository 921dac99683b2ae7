"""Attaches signing in with an account elsewhere to the application."""

from flask import Flask

from community.oidc import provider, routes, services


def init_app(app: Flask) -> None:
    """Register its pages, and what the door and the settings ask."""
    app.register_blueprint(routes.bp)
    app.jinja_env.globals.update(
        oidc_offered=routes.offered, oidc_name=provider.name, oidc_identities=services.of_member
    )
