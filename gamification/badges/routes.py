"""The gallery of badges, the page of each, the choice of those to show, and putting news away."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts.rules import own_path
from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.errors import Invalid
from community.kernel.languages import said
from community.kernel.page_cache import OFTEN, keep_while
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, may, public, requires
from community.kernel.proofs import proof_of_awards
from community.kernel.unit_of_work import unit_of_work
from gamification.badges import choosing, giving, making, queries
from gamification.badges import gallery as galleries
from gamification.badges.rules import Family
from gamification.badges.words import FAMILY_WORDS

bp = Blueprint("badges", __name__)


@bp.get("/badges")
@public
def index() -> ResponseReturnValue:
    """Every badge, how rare it is, and how far the reader is; `mine` and `family` show a part."""
    keep_while(proof_of_awards(), OFTEN)
    family = request.args.get("family", "")
    chosen = Family(family) if family in set(Family) else None
    mine = bool(request.args.get("mine")) and actor_now().signed_in
    return render_template(
        "gamification/badges/index.html",
        gallery=galleries.gallery(actor_now().member_id, mine=mine, family=chosen),
        family=chosen,
        families=FAMILY_WORDS,
        mine=mine,
        made=making.not_live() if may(actor_now(), Permission.MANAGE_BADGES) else [],
    )


@bp.get("/badges/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """One badge: what it asks for, how far the reader is, and who has it."""
    keep_while(proof_of_awards(), OFTEN)
    if may(actor_now(), Permission.MANAGE_BADGES):
        made = making.custom_or_none(slug)
        if made is not None and made.is_draft:
            return redirect(f"/badges/{slug}/rehearsal")
    else:
        made = None
    badge = queries.badge_or_404(slug, actor_now().member_id)
    return render_template(
        "gamification/badges/show.html",
        badge=badge,
        shown=galleries.shown_to(actor_now().member_id, badge),
        page=queries.holders(badge, page_number(request.args.get("page"))),
        made=made,
    )


@bp.route("/badges/choose", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def choose() -> ResponseReturnValue:
    """Which badges stand on one's profile: up to six of those that one holds."""
    member_id, name, refused = actor_now().id, actor_now().name, ""
    wanted = request.form.getlist("badge")
    if request.method == "POST":
        try:
            with unit_of_work():
                choosing.choose(member_id, wanted)
        except Invalid as error:
            refused = said(error.message, error.params)
        else:
            flash(gettext("These badges stand on your profile now."), "good")
            return redirect(f"/members/{name}", code=303)
    page = render_template(
        "gamification/badges/choose.html",
        awards=queries.awards_of(member_id),
        places=wanted if refused else queries.places_of(member_id),
        most=queries.MOST_CHOSEN,
        refused=refused,
    )
    return page, 422 if refused else 200


@bp.post("/badges/seen")
@requires(Permission.HAVE_ACCOUNT)
def seen() -> ResponseReturnValue:
    """The reader puts the news of new badges away: those that were shown, no later ones."""
    last = number_in(request.form.get("last", ""))
    if last is not None:
        with unit_of_work():
            giving.put_away(clock.now(), actor_now().id, last)
    return redirect(own_path(request.form.get("next")), code=303)
