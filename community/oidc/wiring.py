"""Attaches signing in with an account elsewhere to the application."""

from flask import Flask

from community.accounts import ways_in
from community.oidc import provider, routes, services


def init_app(app: Flask) -> None:
    """Register its pages, and what the door and the settings ask."""
    app.register_blueprint(routes.bp)
    ways_in.register(app, ways_in.Kind("oidc", _ways, services.unlink))
    app.jinja_env.globals.update(
        oidc_offered=routes.offered, oidc_name=provider.name, oidc_identities=services.of_member
    )


def _ways(member_id: int) -> list[ways_in.Way]:
    """Accounts at the provider, while there is one."""
    if not routes.offered():
        return []
    return [ways_in.Way(each.id, provider.name(), each.created_at) for each in services.of_member(member_id)]
