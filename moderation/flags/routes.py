"""Reporting a post, one's own reports, and the small thread of each."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts.queries import get_or_404
from community.kernel.errors import Conflict, Invalid, TooMany
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import once
from community.posts import queries as posts
from moderation.flags import queries, records, services, talking
from moderation.flags.catalogue import REASONS
from moderation.flags.models import Flag

bp = Blueprint("flags", __name__)


def _typed(name: str) -> str:
    return request.form.get(name, "")


@bp.route("/posts/<int:post_id>/flag", methods=["GET", "POST"])
@requires(Permission.FLAG)
def flag(post_id: int) -> ResponseReturnValue:
    """Say what is wrong with a post."""
    posts.visible_or_404(post_id, actor_now())
    error, field, status = "", "", 200
    if request.method == "POST":
        try:
            with unit_of_work():
                made = services.flag(
                    posts.post_or_404(post_id), _typed("reason"), _typed("note"), by=actor_now()
                )
        except (Invalid, Conflict, TooMany) as refused:
            error, field, status = said(refused.message, refused.params), refused.field or "", refused.status
        else:
            flash(
                gettext("Thank you. A moderator looks at it soon, and you will hear what came of it."), "good"
            )
            return redirect(url_for("flags.show", flag_id=made), code=303)
    page = render_template(
        "moderation/flags/flag.html",
        post=posts.post_or_404(post_id),
        reasons=list(REASONS),
        mine=queries.last_flag_by(post_id, actor_now().id),
        error=error,
        field_name=field,
        given={"reason": _typed("reason"), "note": _typed("note")},
    )
    return page, status


@bp.get("/flags")
@requires(Permission.HAVE_ACCOUNT)
def index() -> ResponseReturnValue:
    """What one has reported, and what came of it."""
    me = actor_now().id
    upheld, decided = queries.record_of(me)
    page = queries.flags_by(me, page_number(request.args.get("page")))
    return render_template(
        "moderation/flags/index.html",
        page=page,
        readable=queries.readable(page.items, actor_now()),
        reasons=REASONS,
        upheld=upheld,
        decided=decided,
    )


@bp.get("/flags/<int:flag_id>")
@requires(Permission.HAVE_ACCOUNT)
def show(flag_id: int) -> ResponseReturnValue:
    """One report, its outcome, and what was said about it."""
    return _page(queries.flag_or_404(flag_id, actor_now()))


def _page(found: Flag, error: str = "", status: int = 200) -> ResponseReturnValue:
    own = found.flagger_id == actor_now().member_id
    page = render_template(
        "moderation/flags/show.html",
        flag=found,
        readable=queries.readable([found], actor_now()),
        own=own,
        reason=REASONS[found.reason],
        messages=queries.messages_of(found.id),
        may_say=talking.may_say(found, actor_now()),
        error=error,
        words=_typed("words"),
    )
    return page, status


@bp.post("/flags/<int:flag_id>/withdrawal")
@requires(Permission.FLAG)
def withdraw(flag_id: int) -> ResponseReturnValue:
    """Take one's own report back."""
    with unit_of_work():
        services.withdraw(flag_id, by=actor_now())
    flash(gettext("You took your report back."), "good")
    return redirect(url_for("flags.show", flag_id=flag_id), code=303)


@bp.post("/flags/<int:flag_id>/messages")
@requires(Permission.FLAG)
def say(flag_id: int) -> ResponseReturnValue:
    """Write into the thread of a report."""
    try:
        with unit_of_work():
            once.done_once(
                request.form,
                lambda: talking.say(flag_id, _typed("words"), by=actor_now()),
                by=actor_now(),
            )
    except (Invalid, Conflict) as refused:
        found = queries.flag_or_404(flag_id, actor_now())
        return _page(found, said(refused.message, refused.params), refused.status)
    return redirect(url_for("flags.show", flag_id=flag_id), code=303)


@bp.get("/members/<name>/flags")
@requires(Permission.SEE_HELD)
def member(name: str) -> ResponseReturnValue:
    """For moderators: reports about one member's posts, and how right the member's own reports were."""
    who = get_or_404(name)
    own = who.id == actor_now().member_id  # nobody reads who reported them
    page = None if own else queries.flags_about(who.id, page_number(request.args.get("page")))
    return render_template(
        "moderation/flags/member.html",
        who=who,
        page=page,
        readable=queries.readable(page.items, actor_now()) if page else frozenset(),
        received=queries.received_by([who.id]).get(who.id, queries.Received()),
        record=records.of(who.id),
        reasons=REASONS,
    )


@bp.get("/review/flaggers")
@requires(Permission.SEE_HELD)
def flaggers() -> ResponseReturnValue:
    """For moderators: who reports, and how often they were right."""
    return render_template(
        "moderation/flags/flaggers.html", page=records.overview(page_number(request.args.get("page")))
    )
