"""How needs end: a picture, its table, and the same as CSV."""

import csv
import io

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel.addresses import number_in
from community.kernel.policy import Permission, requires
from moderation.resolutions import queries, rules

bp = Blueprint("resolutions", __name__, url_prefix="/desk")
DAYS = (30, 91, 182, 364)
USUAL = 91


@bp.get("/resolutions")
@requires(Permission.SEE_INSIGHTS)
def index() -> ResponseReturnValue:
    """Shares of what helped, over time."""
    days = _days()
    found = queries.periods(days)
    sums = rules.together(found)
    return render_template(
        "moderation/resolutions/index.html",
        periods=found,
        sums=sums,
        total=sum(sums.values()),
        credits=rules.CREDITS,
        days=days,
        choices=DAYS,
    )


@bp.get("/resolutions.csv")
@requires(Permission.SEE_INSIGHTS)
def table() -> ResponseReturnValue:
    """The same numbers for a spreadsheet."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(["from", *rules.CREDITS, "total"])
    for period in queries.periods(_days()):
        counts = [period.counts.get(credit, 0) for credit in rules.CREDITS]
        writer.writerow([period.start.isoformat(timespec="seconds"), *counts, period.total])
    return Response(
        kept.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=resolutions.csv"},
    )


def _days() -> int:
    asked = number_in(request.args.get("days", ""))
    return asked if asked in DAYS else USUAL
