"""The picture of a badge at an address of its own: drawn for one made on this site, a file for the others."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from community.kernel.assets import KEPT_FOR
from community.kernel.fresh import unless_known
from community.kernel.policy import public
from gamification.badges import queries
from gamification.badges.pictures import drawn_by, picture_of

bp = Blueprint("badge_pictures", __name__)


@bp.get("/badges/<slug>/picture.svg")
@public
def picture(slug: str) -> ResponseReturnValue:
    """The picture; `v` names what it is drawn from, so that one never changes, also of a change that is not live yet.

    A secret badge shows it too: its holders wear it.
    """
    badge = queries.badge_named(slug)
    if not getattr(badge, "glyph", ""):
        return redirect(url_for("static", filename=f"img/badges/{slug}.svg"))
    asked = drawn_by(request.args.get("v", ""))
    answer = Response(asked or picture_of(badge), mimetype="image/svg+xml")
    return unless_known(answer, KEPT_FOR if asked else "public, no-cache")
