"""The boards."""

from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.policy import actor_now, public
from gamification.leaderboards import queries
from gamification.leaderboards.rules import DEFAULT, Period

bp = Blueprint("leaderboards", __name__)
LANGUAGES: Final = ("en", "zh-Hans")


@bp.get("/leaderboards")
@public
def index() -> ResponseReturnValue:
    """Who helped most: today, this week, this month, this quarter, this year, ever; on the site or in a tag."""
    wanted = request.args.get("period", "")
    period = Period(wanted) if wanted in set(Period) else DEFAULT
    tag = request.args.get("tag", "").strip()[:50] or None
    lang = request.args.get("in", "")
    lang = lang if lang in LANGUAGES else ""
    board = queries.board(period, tag, viewer_id=actor_now().member_id, lang=lang)
    return render_template(
        "gamification/leaderboards/index.html",
        board=board,
        period=period,
        periods=list(Period),
        tag=tag,
        lang_wanted=lang,
    )
