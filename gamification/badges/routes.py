"""The gallery of badges, and the page of each."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.pagination import page_number
from community.kernel.policy import actor_now, public
from gamification.badges import queries

bp = Blueprint("badges", __name__)


@bp.get("/badges")
@public
def index() -> ResponseReturnValue:
    """Every badge, how rare it is, and how far the reader is."""
    return render_template(
        "gamification/badges/index.html",
        shown=queries.gallery(actor_now().member_id),
        everyone=queries.members_with_standing(),
    )


@bp.get("/badges/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """One badge and who has it."""
    badge = queries.badge_or_404(slug, actor_now().member_id)
    return render_template(
        "gamification/badges/show.html",
        badge=badge,
        page=queries.holders(badge, page_number(request.args.get("page"))),
        everyone=queries.members_with_standing(),
    )
