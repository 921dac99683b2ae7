"""The front page, arranging it, counting what is used there."""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts.session import signed_in_member
from community.front import page, rules, services
from community.kernel import clock, navigation, problems
from community.kernel.addresses import number_in
from community.kernel.errors import NotFound
from community.kernel.navigation import NavEntry
from community.kernel.page_cache import OFTEN, keep_while
from community.kernel.policy import Permission, actor_now, public, requires
from community.kernel.proofs import proof_of_front
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work
from community.tags.queries import most_used

bp = Blueprint("front", __name__)

OPENED: Final = "opened"  # in the session


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """What this place is, an answer at once, and what waits for this reader."""
    actor = actor_now()
    keep_while(proof_of_front(actor.member_id), OFTEN, members=True)
    tags = () if actor.signed_in else most_used()  # members know their way, and follow what they like
    return render_template("community/front/index.html", blocks=page.shown(actor), tags=tags)


@bp.get("/front/arrange")
@requires(Permission.HAVE_ACCOUNT)
def arrange() -> ResponseReturnValue:
    """Which blocks stand first, and which are put away."""
    member = signed_in_member()
    return render_template(
        "community/front/arrange.html",
        places=page.places(actor_now(), member),
        choice=page.choice_of(member),
        pages=_pages(),
        in_front=rules.pages_in_front(member.settings),
        most=rules.MOST_PAGES,
    )


def _pages() -> list[NavEntry]:
    """All that may stand in front in this reader's navigation."""
    return [each for each in navigation.offered() if each.url != "/" and each.icon != navigation.BELL]


@bp.post("/front/arrange")
@requires(Permission.HAVE_ACCOUNT)
def rearrange() -> ResponseReturnValue:
    """One deed: up, down, away, a whole order, by use, as the site has it, or forgetting what was counted."""
    deed, _, slug = request.form.get("deed", "").partition(":")
    with unit_of_work():
        _do(deed, slug)
    if problems.by_script():
        return "", 204
    flash(gettext("Kept."), "good")
    anchor = f"block-{slug}" if slug else deed if deed == "pages" else None
    return redirect(url_for("front.arrange", _anchor=anchor), code=303)


def _do(deed: str, slug: str) -> None:
    actor, member = actor_now(), signed_in_member()
    choice = page.choice_of(member)
    order = [place.slug for place in page.places(actor, member)]
    if deed == "site":
        services.forget_choice(by=actor)
        return
    if deed == "pages":
        known = [each.url for each in _pages()]
        services.put_in_front(request.form.getlist("page"), known, by=actor)
        return
    if deed == "forget":
        services.forget_uses(by=actor)
        return
    if deed in rules.STEPS and slug in order:
        choice = rules.chosen(choice, rules.moved(order, slug, rules.STEPS[deed]))
    elif deed == "away" and slug in order:
        choice = rules.toggled(rules.chosen(choice, order) if not choice.by_use else choice, slug)
    elif deed == "order":
        choice = services.order_from(request.form.getlist("order"), order, choice)
    elif deed == "used":
        choice = rules.chosen(choice, page.by_use(order, member))
    elif deed == "always":
        choice = rules.automatic(choice, on=not choice.by_use, order=order)
    else:
        raise NotFound
    services.choose(choice, by=actor)


@bp.post("/front/used")
@public
@limiter.limit("40 per minute")
def used() -> ResponseReturnValue:
    """A browser tells that a block was used, or that a question was opened from one; told in passing."""
    slug, number = request.form.get("slug", ""), number_in(request.form.get("question", ""))
    actor = actor_now()
    if request.headers.get("DNT") == "1" or request.headers.get("Sec-GPC") == "1":
        return "", 204
    # Each browser counts once a day for a question; which ones it counted for, it keeps itself.
    opened = rules.opened_today(session.get(OPENED), number, clock.now().date()) if number else None
    with unit_of_work():
        if actor.signed_in and slug in page.known(actor):
            services.note_use(slug, by=actor)
        if number is not None and opened is not None:
            services.note_opening(number)
    if opened is not None:
        session[OPENED] = opened
    return "", 204


@bp.post("/front/leave/<int:question_id>")
@requires(Permission.HAVE_ACCOUNT)
def leave(question_id: int) -> ResponseReturnValue:
    """Not for me: a question that is not offered again."""
    with unit_of_work():
        services.leave(question_id, by=actor_now())
    flash(gettext("All right, you will not see it here again. Others are asked."), "good")
    return redirect(url_for("front.index"), code=303)
