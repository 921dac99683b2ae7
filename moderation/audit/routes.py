"""What everyone may know about moderation: counts, never names."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from community.kernel import clock
from community.kernel.policy import public
from moderation.audit import queries

bp = Blueprint("audit", __name__)
WINDOW = timedelta(days=90)


@bp.get("/transparency")
@public
def transparency() -> ResponseReturnValue:
    """How often moderators did what, in the last ninety days."""
    counts = queries.counts_since(clock.now() - WINDOW)
    return render_template("moderation/audit/transparency.html", counts=counts, days=WINDOW.days)
