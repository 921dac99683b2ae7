"""The boards."""

from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.languages import LANGUAGES
from community.kernel.policy import actor_now, public
from gamification.campaigns import queries as campaigns
from gamification.leaderboards import queries
from gamification.leaderboards.rules import DEFAULT, Period

bp = Blueprint("leaderboards", __name__)
LONGEST: Final = 50


@bp.get("/leaderboards")
@public
def index() -> ResponseReturnValue:
    """Who helped most: today, this week, month, quarter or year, or ever; on the site, in a tag, in a language.

    With `campaign`, the standing of that campaign, whatever else is asked for.
    """
    wanted = request.args.get("period", "")
    period = Period(wanted) if wanted in set(Period) else DEFAULT
    tag = request.args.get("tag", "").strip()[:LONGEST] or None
    lang = request.args.get("in", "")
    lang = lang if lang in LANGUAGES else ""
    slug = request.args.get("campaign", "").strip()
    campaign = campaigns.campaign_or_404(slug, actor_now()) if slug else None
    viewer_id = actor_now().member_id
    if campaign is not None:
        board = queries.campaign_board(campaign, viewer_id=viewer_id)
    else:
        board = queries.board(period, tag, viewer_id=viewer_id, lang=lang)
    return render_template(
        "gamification/leaderboards/index.html",
        board=board,
        period=period,
        periods=list(Period),
        tag=tag,
        lang_wanted=lang,
        languages=LANGUAGES,
        campaign=campaign,
    )
