"""Attaches invitations, and their entry in the navigation of those who may invite."""

from flask import Flask

from community.invites import outbox, routes, services
from community.kernel import mail, navigation
from community.kernel.navigation import NavEntry
from community.kernel.policy import actor_now
from community.kernel.words import N_
from community.kernel.worker import add_tick


def init_app(app: Flask) -> None:
    """Register pages, entry, and the timer that forgets."""
    app.register_blueprint(routes.bp)
    navigation.add(app, _nav)
    mail.look_again(app, services.LETTER, outbox.invitation_now)
    add_tick(app, "invites.forget_absent", services.forget_absent)


def _nav() -> list[NavEntry]:
    if not services.may_invite(actor_now()):
        return []
    return [NavEntry("/invitations", N_("Invitations"), "follow")]
