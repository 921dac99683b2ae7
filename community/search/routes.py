"""The search page, and suggestions while a title is typed."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.page_cache import OFTEN, keep_not, keep_while, keep_while_also
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, requires
from community.kernel.proofs import proof_of_each, proof_of_search
from community.search import queries
from community.search.offers import offers_for

bp = Blueprint("search", __name__)


@bp.get("/search")
@requires(Permission.READ)
def results() -> ResponseReturnValue:
    """What `?q=` finds; without a query, how to ask."""
    text = request.args.get("q", "")
    keep_while(proof_of_search(), OFTEN, members=True)
    number, found = page_number(request.args.get("page")), None
    if text.strip():
        found = _found(text, number)
        if not found.page.items and number > found.page.pages:  # there were more a moment ago
            found = _found(text, found.page.pages)
    if found and found.degraded:
        keep_not(ever=False)
    return render_template("community/search/results.html", text=text, found=found)


def _found(text: str, number: int) -> queries.Found:
    return queries.find(text, number, before_reading=lambda ids: keep_while_also(proof_of_each(ids)))


@bp.get("/search/suggestions")
@requires(Permission.READ)
def suggestions() -> ResponseReturnValue:
    """Similar questions as a fragment of a page, for the title `?title=` that somebody is typing."""
    title = request.args.get("title", "")
    return render_template("community/search/_suggestions.html", typed=title, offers=offers_for(title))
