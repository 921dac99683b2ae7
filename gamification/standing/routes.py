"""The page of a member's ledger, and the page on levels."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.asking import side_by_side
from community.kernel.errors import NotFound
from community.kernel.page_cache import (
    OFTEN,
    keep_for_today,
    keep_until,
    keep_while,
    keep_while_also,
)
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, may, public, requires
from community.kernel.proofs import proof_of_site
from community.reading.profiles import member_or_404
from gamification.badges import queries as badges
from gamification.levels import queries as levels
from gamification.levels.catalogue import LEVELS
from gamification.reputation import pages
from gamification.reputation import queries as reputation
from gamification.reputation.rules import POINTS, POINTS_FOR_STARS
from gamification.standing.way import standing_row, way_of

bp = Blueprint("standing", __name__)


@bp.get("/members/<name>/reputation")
@public
def reputation_of(name: str) -> ResponseReturnValue:
    """Every line of a member's ledger, each in a sentence, and how the total grew.

    Who hides the game has a ledger for their own eyes only.
    """
    keep_while(proof_of_site(), OFTEN)
    member = member_or_404(name)
    own, rules = actor_now().member_id == member.id, may(actor_now(), Permission.ADMINISTER)
    if member.hides_game and not (own or rules):
        raise NotFound
    keep_while_also(reputation.proof_of_ledger(member.id))
    page = pages.ledger_page(member.id, page_number(request.args.get("page")))
    keep_for_today()
    keep_until(*(line.ripens_at for line in page.items))
    figures = [pages.growth(member.id), pages.by_kind(member.id)]
    growth, sources, *kept_back = side_by_side([*figures, *([pages.kept_back(member.id)] if own else [])])
    return render_template(
        "gamification/reputation/show.html",
        member=member,
        days=pages.by_days(page.items),
        total=reputation.totals_of([member.id]).get(member.id, 0),
        growth=growth,
        page=page,
        limits=reputation.limits(),
        sources=sources,
        kept_back=kept_back[0] if kept_back else (0, 0),
        names_causes=rules,
        reasons=own or rules,
    )


@bp.get("/levels")
@public
def level_list() -> ResponseReturnValue:
    """What each level opens and asks for, what earns points, and how far the reader is."""
    member_id = actor_now().member_id
    return render_template(
        "gamification/levels/index.html",
        levels=LEVELS,
        bars=levels.bars(),
        first=levels.starting_level(),
        way=way_of(member_id, standing_row(member_id)) if member_id is not None else None,
        points=POINTS,
        points_for_stars=POINTS_FOR_STARS,
        limits=reputation.limits(),
    )


@bp.get("/me/nearest-badges")
@requires(Permission.HAVE_ACCOUNT)
def nearest() -> ResponseReturnValue:
    """The badges that the reader is nearest to: a page, or for scripts its part alone."""
    alone = request.headers.get("X-Requested-With") == "fetch"
    page = "_nearest" if alone else "nearest"
    return render_template(f"gamification/badges/{page}.html", ways=badges.next_badges(actor_now().id))
