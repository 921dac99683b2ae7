"""The search page, and suggestions while a title is typed."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.pagination import page_number
from community.kernel.policy import Permission, requires
from community.search import queries
from community.search.offers import offers_for

bp = Blueprint("search", __name__)


@bp.get("/search")
@requires(Permission.READ)
def results() -> ResponseReturnValue:
    """What `?q=` finds; without a query, how to ask."""
    text = request.args.get("q", "")
    found = queries.find(text, page_number(request.args.get("page"))) if text.strip() else None
    return render_template("community/search/results.html", text=text, found=found)


@bp.get("/search/suggestions")
@requires(Permission.READ)
def suggestions() -> ResponseReturnValue:
    """Similar questions as a fragment of a page, for the title `?title=` that somebody is typing."""
    title = request.args.get("title", "")
    return render_template("community/search/_suggestions.html", typed=title, offers=offers_for(title))
