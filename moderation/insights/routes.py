"""How the community and the staff are doing: one sentence, pictures, and every table as a file."""

import csv
import io
from datetime import date
from typing import Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.errors import NotFound
from community.kernel.languages import LANGUAGES
from community.kernel.policy import Permission, requires
from moderation.escalation import in_force
from moderation.insights import headline, misses, rules, sections
from moderation.insights.scope import Scope, monday, tag_id_of
from moderation.resolutions.rules import CREDITS

ICONS: Final = {
    "answered": "clock",
    "misses": "wait",
    "waits": "insights",
    "outcomes": "solved",
    "ledger": "hand",
    "satisfaction": "star",
    "coverage": "members",
    "cohorts": "history",
    "voice": "comment",
    "accuracy": "check",
}
bp = Blueprint("insights", __name__, url_prefix="/insights")


@bp.get("")
@requires(Permission.SEE_INSIGHTS)
def index() -> ResponseReturnValue:
    """Everything on one page."""
    scope = _scope()
    tag = request.args.get("tag", "").strip()
    figures = sections.all_found(scope)
    return render_template(
        "moderation/insights/index.html",
        scope=scope,
        figures=figures,
        sections=sections.SECTIONS,
        headline=headline.headline(figures),
        choices=rules.CHOICES,
        reasons=misses.counted(figures["misses"]),
        unknown="" if scope.tag else tag,
        icons=ICONS,
        credits=CREDITS,
        rules=in_force.known(),
        shade=rules.shade,
        weekday_of=monday,
        first_day=lambda month: date.fromisoformat(f"{month}-01"),
        asked_for=_asked_for,
    )


def _asked_for(scope: Scope) -> dict[str, str | int]:
    """The scope as an address says it."""
    narrowed = {"tag": scope.tag, "written": scope.lang}
    return {"weeks": scope.weeks, **{name: value for name, value in narrowed.items() if value}}


@bp.get("/<slug>.csv")
@requires(Permission.SEE_INSIGHTS)
def table(slug: str) -> ResponseReturnValue:
    """One table for a spreadsheet."""
    found = sections.table_of(slug)
    if found is None:
        raise NotFound
    section, sheet = found
    kept = io.StringIO()
    csv.writer(kept).writerows(sheet.rows(section.found(_scope())).lines())
    return Response(
        kept.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename=insights-{sheet.slug}.csv"},
    )


def _scope() -> Scope:
    """What the address asks for; what it asks for that there is not, is left out."""
    weeks = number_in(request.args.get("weeks", ""))
    tag = request.args.get("tag", "").strip()
    written = request.args.get("written", "")
    tag_id = tag_id_of(tag) if tag else None
    return Scope(
        now=clock.now(),
        weeks=weeks if weeks in rules.CHOICES else rules.USUAL,
        tag=tag if tag_id is not None else "",
        tag_id=tag_id,
        lang=written if written in LANGUAGES else "",
    )
