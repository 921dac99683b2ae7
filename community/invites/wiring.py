"""Attaches invitations, and their entry in the navigation of those who may invite."""

from flask import Flask
from flask_babel import gettext

from community.invites import routes, services
from community.kernel import templating
from community.kernel.policy import actor_now


def init_app(app: Flask) -> None:
    """Register pages and entry."""
    app.register_blueprint(routes.bp)
    templating.add_nav(app, _nav)


def _nav() -> list[dict[str, object]]:
    if not services.may_invite(actor_now()):
        return []
    return [{"url": "/invitations", "label": gettext("Invitations"), "icon": "follow"}]
