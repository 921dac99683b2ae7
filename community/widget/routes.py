"""The widget's script and answers."""

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.kernel import clock
from community.kernel.errors import DomainError
from community.kernel.fresh import unless_known
from community.kernel.furnish import settings_of
from community.kernel.languages import LANGUAGES, current_language, said, speaking
from community.kernel.policy import NOBODY, public
from community.kernel.throttle import limiter
from community.kernel.unit_of_work import unit_of_work
from community.questions import queries as questions
from community.routing import self_help
from community.widget import answering, bundle, queries, rules
from community.widget.catalogue import WORDS

bp = Blueprint("widget", __name__)
bp.register_error_handler(DomainError, answering.refusal)
LONGEST = 300
FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/widget.js")
@public
def script() -> ResponseReturnValue:
    """The script that pages name: small, and never older than five minutes."""
    labels = {}
    for lang in LANGUAGES:
        with speaking(lang):
            labels[lang] = said(WORDS["launch"])
    made = bundle.made()
    core = url_for("widget.core", v=made.version)
    answer = Response(made.loading({"core": core, "labels": labels}), mimetype="text/javascript")
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return unless_known(answer, "public, max-age=300")


@bp.get("/widget/core.js")
@public
def core() -> ResponseReturnValue:
    """The widget itself, kept by its version."""
    made = bundle.made()
    answer = Response(made.core, mimetype="text/javascript")
    answer.headers["Cache-Control"] = FOR_EVER if request.args.get("v") == made.version else "no-cache"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@bp.get("/widget/v1/start")
@public
def start() -> ResponseReturnValue:
    """The words in the language of the page, and the ticket of the form."""
    answering.refuse_strangers()
    words = {name: said(text) for name, text in WORDS.items()}
    site = settings_of(current_app).site_name
    return {
        "words": words,
        "lang": current_language(),
        "site": site,
        "ticket": rules.ticket(clock.now(), answering.key()),
    }


@bp.get("/widget/v1/search")
@public
@limiter.limit("120 per minute")
def search() -> ResponseReturnValue:
    """What is known about `?q=`."""
    answering.refuse_strangers()
    text = request.args.get("q", "").strip()[:LONGEST]
    return {"items": queries.found(text) if text else []}


@bp.get("/widget/v1/questions/<int:question_id>")
@public
def question(question_id: int) -> ResponseReturnValue:
    """A question with its best answers."""
    answering.refuse_strangers()
    return queries.question(question_id)


@bp.get("/widget/v1/articles/<int:article_id>")
@public
def article(article_id: int) -> ResponseReturnValue:
    """An article."""
    answering.refuse_strangers()
    found = queries.article(article_id)
    with speaking(found.lang):
        html = render_template("community/widget/_article.html", article=found)
    shown: dict[str, Any] = {"kind": "article", "id": found.id, "title": found.title, "lang": found.lang}
    return {
        **shown,
        "html": html,
        "answers": [],
        "url": url_for("articles.show", article_id=found.id, slug=found.slug),
    }


@bp.post("/widget/v1/questions/<int:question_id>/solved")
@public
@limiter.limit("30 per minute")
def solved(question_id: int) -> ResponseReturnValue:
    """It helped: counted as self-service, once a visitor, thread and day."""
    answering.refuse_strangers()
    with unit_of_work():
        counted = self_help.count(questions.public_question(question_id), by=NOBODY)
    return {"counted": counted}
