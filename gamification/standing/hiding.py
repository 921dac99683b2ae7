"""Whoever hides the game sees none of its pages; what is not a game (managing it, one's own ledger) stays."""

from typing import Final

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue

from community.accounts.session import current_member
from community.kernel.policy import Permission, actor_now, may
from gamification.levels.catalogue import LEVELS
from gamification.standing.way import level_of, standing_row

PLACES: Final = ("badges", "campaigns", "leaderboards", "standing")  # blueprints that show the game
FOR_EVERYONE: Final = {"public", Permission.READ, Permission.HAVE_ACCOUNT}
READING: Final = {"GET", "HEAD"}


def veil() -> ResponseReturnValue | None:
    """In place of a page of the game: how to see it again, and what the reader may do all the same."""
    reader = current_member()
    shown = request.blueprint not in PLACES or request.method not in READING
    if shown or reader is None or not reader.hides_game:
        return None
    own = (request.view_args or {}).get("name") == reader.name  # the own ledger tells what is kept about one
    declared = getattr(current_app.view_functions[request.endpoint or ""], "__huzhu_permission__", None)
    manages = request.blueprint == "campaigns" and may(actor_now(), Permission.RUN_CAMPAIGNS)
    if own or manages or declared not in FOR_EVERYONE:
        return None
    level = level_of(standing_row(reader.id))
    opened = [opening for each in LEVELS[1 : level + 1] for opening in each.opens]
    return render_template("gamification/hidden.html", opened=opened)


def init_app(app: Flask) -> None:
    """Hang the veil before every page of the game."""
    app.before_request(veil)
