"""The page behind the link in letters to people without an account, and the one click that stops them."""

import secrets
from typing import Final

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.askers import queries, services
from community.askers.matters import matters_of
from community.askers.models import Asker
from community.kernel.addresses import number_in
from community.kernel.errors import Invalid
from community.kernel.languages import said
from community.kernel.policy import public
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import app_response

bp = Blueprint("askers", __name__)
LONGEST_KEY: Final = 80


def _shown(template: str, **values: object) -> Response:
    answer = app_response(render_template(f"community/askers/{template}.html", **values))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address of the page is its key
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.route("/asked/<word>", methods=["GET", "POST"])
@public
def show(word: str) -> ResponseReturnValue:
    """Confirm the address, take the questions along, or have everything forgotten."""
    if request.method == "GET":
        return _page(queries.of_word(word), word)
    what = request.form.get("what", "")
    if what == "forget":
        with unit_of_work():
            services.forget([queries.of_word(word, for_update=True)], words_too=True)
        return _shown("done", what="forgotten")
    if what == "take":
        with unit_of_work():
            taken = services.take_along(queries.of_word(word, for_update=True))
        return redirect("/sign-in?next=/" if taken else "/sign-up", code=303)
    with unit_of_work():
        services.confirm(queries.of_word(word, for_update=True))
    flash(gettext("Thank you, your address is confirmed. Answers go there from now on."), "good")
    return redirect(f"/asked/{word}", code=303)


def _page(asker: Asker, word: str, error: str = "") -> Response:
    return _shown(
        "show",
        asker=asker,
        word=word,
        matters=matters_of(asker) if asker.is_reachable else (),
        replied_to=number_in(request.form.get("question", "")),
        body=request.form.get("body", ""),
        error=error,
        longest=services.LONGEST_REPLY,
    )


@bp.post("/asked/<word>/reply")
@public
@limiter.limit("5 per minute; 30 per hour")
def reply(word: str) -> ResponseReturnValue:
    """Write to the team again, without an account."""
    question_id = number_in(request.form.get("question", "")) or 0
    key = request.form.get("once", "")[:LONGEST_KEY] or secrets.token_urlsafe(16)
    try:
        with unit_of_work():
            asker = queries.of_word(word, for_update=True)
            services.reply(asker, question_id, request.form.get("body", ""), key)
    except Invalid as refused:
        page = _page(queries.of_word(word), word, said(refused.message, refused.params))
        page.status_code = refused.status
        return page
    flash(gettext("Sent. Our team reads it and answers you by e-mail."), "good")
    return redirect(f"/asked/{word}", code=303)


@bp.get("/asked/<word>/data")
@public
def data(word: str) -> ResponseReturnValue:
    """All that is kept of the address."""
    answer = Response(queries.gathered(queries.of_word(word)), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="huzhu.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/asked/<word>/stop", methods=["GET", "POST"])
@public
def stop(word: str) -> ResponseReturnValue:
    """No more letters: a page with a button, or the one click of a mail program."""
    if request.method == "GET":
        return _shown("stop", asker=queries.of_word(word))
    with unit_of_work():
        services.stop(queries.of_word(word, for_update=True))
    return _shown("done", what="stopped")
