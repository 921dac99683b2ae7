"""The inbox, the way from a notification to its place, and leaving a list by one click."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts import tokens
from community.accounts.session import signed_in_member
from community.kernel.errors import NotFound
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, public, requires
from community.kernel.unit_of_work import unit_of_work
from community.notifications import queries, services
from community.notifications.catalogue import KINDS

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
@requires(Permission.HAVE_ACCOUNT)
def index() -> ResponseReturnValue:
    """What happened that concerns you."""
    page = queries.inbox(actor_now(), page_number(request.args.get("page")))
    return render_template("community/notifications/index.html", page=page, kinds=KINDS)


@bp.post("/notifications/<int:notification_id>")
@requires(Permission.HAVE_ACCOUNT)
def go(notification_id: int) -> ResponseReturnValue:
    """Mark one as read and go to its place."""
    with unit_of_work():
        services.mark_read(by=actor_now(), only=notification_id)
    found = queries.notification(actor_now().id, notification_id)
    if found is None:
        raise NotFound
    if found.post_id is not None:
        return redirect(url_for("reading.post", post_id=found.post_id), code=303)
    kind = KINDS.get(found.kind)
    return redirect(kind.place % found.data if kind else url_for("reading.me"), code=303)


@bp.post("/notifications/read")
@requires(Permission.HAVE_ACCOUNT)
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    with unit_of_work():
        services.mark_read(by=actor_now())
    return redirect(url_for("notifications.index"), code=303)


@bp.route("/settings/notifications", methods=["GET", "POST"])
@requires(Permission.HAVE_ACCOUNT)
def settings() -> ResponseReturnValue:
    """Choose what to hear of, and how."""
    member = signed_in_member()
    if request.method == "POST":
        offered = [kind for kind, _site, _mail in queries.choices_of(member)]
        with unit_of_work():
            for kind in offered:
                services.choose(
                    actor_now().id,
                    kind.slug,
                    on_site=f"site-{kind.slug}" in request.form,
                    by_email=f"mail-{kind.slug}" in request.form,
                )
        flash(gettext("Saved."), "good")
        return redirect(url_for("notifications.settings"), code=303)
    return render_template(
        "community/notifications/settings.html",
        member=member,
        choices=queries.choices_of(member),
    )


@bp.route("/unsubscribe/<word>", methods=["GET", "POST"])
@public
def unsubscribe(word: str) -> ResponseReturnValue:
    """Leave one kind of e-mail: a page with a button, or the one click of a mail program."""
    link = tokens.look(word, tokens.Purpose.UNSUBSCRIBE)
    kind = KINDS.get(str(link.payload.get("kind", "")))
    if kind is None:
        raise NotFound
    done = request.method == "POST"
    if done:
        with unit_of_work():
            services.choose(link.member_id, kind.slug, on_site=True, by_email=False)
    return render_template("community/notifications/unsubscribe.html", kind=kind, done=done)
