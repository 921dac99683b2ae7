"""For the editor: whom to mention, tags that fit, Markdown of what was pasted; and the page of drafts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from community.kernel import markup
from community.kernel.addresses import number_in
from community.kernel.errors import Invalid, NotFound
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.posts import drafts, once
from community.posts import queries as posts
from community.writing import mentioning, queries, tagging

bp = Blueprint("writing", __name__)

LONGEST_PASTED = 400_000


@bp.get("/mentions")
@requires(Permission.HAVE_ACCOUNT)
@limiter.limit("120 per minute")
def mentions() -> ResponseReturnValue:
    """Members for what stands behind an @."""
    thread = number_in(request.args.get("thread", ""))
    if thread is not None:
        thread = posts.visible_or_404(thread, actor_now()).thread_id
    found = mentioning.candidates(request.args.get("q", ""), thread, but=actor_now().id)
    return [{"name": each.name, "shown": each.shown, "here": each.here} for each in found]


@bp.get("/tag-choices")
@requires(Permission.READ)
def tag_choices() -> ResponseReturnValue:
    """Tags for what is typed into the field."""
    found = tagging.choices(request.args.get("q", ""))
    return tagging.in_words(found, str(get_locale()))


@bp.post("/tag-choices")
@requires(Permission.HAVE_ACCOUNT)
@limiter.limit("40 per minute")
def fitting_tags() -> ResponseReturnValue:
    """Tags for what the question says."""
    found = tagging.fitting(request.form.get("title", ""), request.form.get("body", ""))
    return tagging.in_words(found, str(get_locale()))


@bp.post("/pasted")
@requires(Permission.HAVE_ACCOUNT)
@limiter.limit("40 per minute")
def pasted() -> ResponseReturnValue:
    """What was copied from a page or a word processor, as Markdown."""
    html = request.form.get("html", "")
    if len(html) > LONGEST_PASTED:
        raise Invalid(N_("That is too much to paste at once."), field="html")
    return {"markdown": markup.html_to_markdown(html)}


@bp.get("/drafts")
@requires(Permission.HAVE_ACCOUNT)
def listed() -> ResponseReturnValue:
    """What one has begun to write."""
    return render_template("community/writing/drafts.html", drafts=queries.drafts_of(actor_now()))


@bp.post("/drafts/<int:draft_id>/delete")
@requires(Permission.HAVE_ACCOUNT)
def delete(draft_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    with unit_of_work():
        draft = queries.draft_or_404(draft_id, actor_now().id)
        drafts.discard(draft.kind, draft.target_id, by=actor_now())
    flash(gettext("The draft is gone."), "info")
    return redirect(url_for("writing.listed"), code=303)


@bp.get("/drafts/sent")
@requires(Permission.HAVE_ACCOUNT)
def sent() -> ResponseReturnValue:
    """Whether the form of this name has arrived: then no device needs to keep its words."""
    key = request.args.get("once", "")
    if not key:
        raise NotFound
    return {"posted": once.is_settled(key, by=actor_now())}
