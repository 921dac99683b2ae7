"""The public page of counts, and the same as a file."""

import csv
import io

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.addresses import number_in
from community.kernel.page_cache import OFTEN, keep_for_today, keep_while, keep_while_also
from community.kernel.policy import public
from community.kernel.proofs import proof_of_site
from moderation.transparency import facts, queries, rules

bp = Blueprint("transparency", __name__)


@bp.get("/transparency")
@public
def index() -> ResponseReturnValue:
    """What moderators and the team did, and how long it took."""
    keep_while(proof_of_site(), OFTEN)
    keep_while_also(queries.proof())
    keep_for_today()
    return render_template(
        "moderation/transparency/index.html", it=facts.of_period(_days()), periods=list(rules.PERIODS)
    )


@bp.get("/transparency.csv")
@public
def as_csv() -> ResponseReturnValue:
    """The same numbers, a line each."""
    told = io.StringIO()
    writer = csv.writer(told)
    writer.writerow(("what", "from", "to", "count"))
    for row in facts.of_period(_days()).rows():
        writer.writerow(row)
    return Response(
        told.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=transparency.csv"},
    )


def _days() -> int:
    asked = number_in(request.args.get("days", ""))
    return asked if asked in rules.PERIODS else rules.USUAL
