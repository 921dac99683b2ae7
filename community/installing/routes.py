"""The manifest, the worker, the offline page, and the door for what other apps share."""

import json
from typing import Final

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.installing import manifest as manifests
from community.installing import rules, worker
from community.kernel import resuming
from community.kernel.errors import DomainError
from community.kernel.fresh import unless_known
from community.kernel.furnish import settings_of
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, may, public, requires
from community.kernel.refusals import resume_page
from community.kernel.throttle import limiter
from community.posts import uploads

bp = Blueprint("installing", __name__)
FINE: Final = 200


@bp.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """What makes the site installable, in the language of the page that names it."""
    body = json.dumps(manifests.manifest(settings_of(current_app).site_name), ensure_ascii=False)
    answer = Response(body, content_type="application/manifest+json; charset=utf-8")
    answer.headers["Cache-Control"] = "private, max-age=3600"  # its language may be that of an account
    return answer


@bp.get("/sw.js")
@public
def service_worker() -> ResponseReturnValue:
    """The worker of the whole site; asked for anew each time, so that a new one takes over soon."""
    on = settings_of(current_app).offline == "on"
    answer = Response(worker.script() if on else worker.farewell(), mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/"
    return unless_known(answer, "no-cache")


@bp.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """What stands where a page cannot be fetched: which ones can be read all the same."""
    return render_template("community/installing/offline.html")


@bp.route("/share", methods=["GET", "POST"])
@requires(Permission.SIGN_IN)
@limiter.limit("20 per minute")
def share() -> ResponseReturnValue:
    """Begin a question with what another app shared; whoever is signed out keeps it through signing in."""
    given = request.values
    title, body = rules.draft_of(given.get("title", ""), given.get("text", ""), given.get("url", ""))
    picture = _kept_picture()
    body = "\n\n".join(part for part in (body, picture) if part)
    words = {name: text for name, text in (("title", title), ("body", body)) if text}
    waiting = {"waiting": "1"} if given.get("waiting") else {}  # the worker keeps the picture until then
    query = rules.query_of(words | waiting)
    if query is None:
        return _in_the_page(words, url_for("questions.ask") + ("?waiting=1" if waiting else ""))
    return redirect(url_for("questions.ask") + (f"?{query}" if query else ""), code=303)


def _in_the_page(words: dict[str, str], action: str) -> ResponseReturnValue:
    """Words that no address holds, in a form that leads to the question, through the door where it must."""
    form = resuming.of_fields(action, words.items())
    text = gettext("What you shared is long. Nothing is posted yet: look it over, then go on.")
    return resume_page(
        FINE, form, text, title=gettext("Ask a question"), sign_in=actor_now().member_id is None
    )


def _kept_picture() -> str:
    """The shared picture as it stands in a text; a refused one costs the picture, not the words."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        return ""
    if not may(actor_now(), Permission.ASK):
        flash(gettext("Please add the picture again once you are signed in. Your words are kept."), "info")
        return ""
    try:
        return f"![]({uploads.take(file, by=actor_now())})"
    except DomainError as error:
        flash(said(error.message, error.params), "warn")
        return ""
