"""Known problems for everyone, recommending, announcements, and the page where moderators keep them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.curation import announcing, board, queries, services
from community.curation.forms import AnnouncementForm, RecommendForm, utc
from community.curation.models import Recommendation
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.forms import filled
from community.kernel.meanwhile import ChangedMeanwhile
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from community.posts import queries as posts

bp = Blueprint("curation", __name__)


@bp.get("/curation")
@requires(Permission.CURATE)
def index() -> ResponseReturnValue:
    """What stands on the front page, and what is prepared."""
    page = queries.announcements(page_number(request.args.get("page")))
    return render_template(
        "community/curation/index.html",
        page=page,
        picks=queries.recommended(),
        problems=board.problems(),
    )


@bp.route("/posts/<int:post_id>/recommend", methods=["GET", "POST"])
@requires(Permission.RECOMMEND)
def recommend(post_id: int) -> ResponseReturnValue:
    """Put a post on the front page, with a sentence that says why."""
    form = RecommendForm()
    kept = db.session.get(Recommendation, post_id)
    if request.method == "GET" and kept is not None:
        form.why.data, form.place.data, form.until.data = kept.why, kept.place, kept.until
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.recommend(
                    posts.visible_or_404(post_id, actor_now()),
                    form.why.data or "",
                    place=form.place.data or 1,
                    until=utc(form.until.data),
                    by=actor_now(),
                )
        except DomainError as error:
            form.take(error)
        else:
            flash(gettext("It stands on the front page now."), "good")
            return redirect(url_for("curation.index"), code=303)
    post = posts.visible_or_404(post_id, actor_now())
    page = render_template("community/curation/recommend.html", form=form, post=post, kept=kept is not None)
    return page, 422 if form.errors else 200


@bp.post("/posts/<int:post_id>/unrecommend")
@requires(Permission.RECOMMEND)
def unrecommend(post_id: int) -> ResponseReturnValue:
    """Take it from the front page again."""
    with unit_of_work():
        services.unrecommend(posts.visible_or_404(post_id, actor_now()), by=actor_now())
    return redirect(url_for("curation.index"), code=303)


@bp.route("/announcements/new", methods=["GET", "POST"], defaults={"number": None})
@bp.route("/announcements/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.CURATE)
def announcement(number: int | None) -> ResponseReturnValue:
    """Write an announcement: look at it, keep it as a draft, or publish it."""
    form = AnnouncementForm()
    kept = queries.announcement_or_404(number) if number is not None else None
    if request.method == "GET":
        form.show(kept)
    preview = False
    if form.validate_on_submit():
        try:
            preview = _done(form, number)
        except ChangedMeanwhile as error:
            form.base.data = queries.announcement_or_404(
                filled(number)
            ).base  # sent again, it replaces that knowingly
            form.take(error)
        except DomainError as error:
            form.take(error)
        else:
            if not preview:
                return redirect(url_for("curation.index"), code=303)
    page = render_template(
        "community/curation/announcement.html",
        form=form,
        kept=kept,
        preview=preview,
        htmls=(announcing.rendered(form.text.data or ""), announcing.rendered(form.text_zh.data or ""))
        if preview
        else ("", ""),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _done(form: AnnouncementForm, number: int | None) -> bool:
    """Do what the pressed button says; True when somebody only wants to look."""
    act = request.form.get("act", "keep")
    if act == "look":
        announcing.checked(form.words())
        return True
    with unit_of_work():
        made = once.done_once(
            request.form,
            lambda: announcing.keep(form.words(), number=number, base=form.base.data, by=actor_now()).id,
            by=actor_now(),
        )
        if act == "publish":
            announcing.publish(int(made), by=actor_now())
    flash(gettext("It is public now.") if act == "publish" else gettext("It is kept."), "good")
    return False


@bp.post("/announcements/<int:number>/withdraw")
@requires(Permission.CURATE)
def withdraw(number: int) -> ResponseReturnValue:
    """Show it no longer."""
    with unit_of_work():
        announcing.withdraw(number, by=actor_now())
    return redirect(url_for("curation.index"), code=303)


@bp.post("/announcements/<int:number>/dismiss")
@requires(Permission.HAVE_ACCOUNT)
def dismiss(number: int) -> ResponseReturnValue:
    """I have read it."""
    with unit_of_work():
        announcing.put_away(number, by=actor_now())
    return redirect(url_for("front.index"), code=303)
