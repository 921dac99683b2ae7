"""The log for those who keep the place, and for each member what concerns them."""

import csv
import io
import json
from collections.abc import Iterator
from itertools import chain

from flask import Blueprint, Response, abort, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from community.accounts import session as sessions
from community.accounts.proof import reconfirmed
from community.kernel.addresses import number_in
from community.kernel.policy import Permission, actor_now, may, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.audit import queries, reading, services
from moderation.audit.forms import LogForm
from moderation.audit.models import ModerationLogEntry

bp = Blueprint("audit", __name__)


@bp.get("/log")
@requires(Permission.SEE_HELD)
def log() -> ResponseReturnValue:
    """What was done by whom, newest first."""
    form = _form()
    turned = reading.page_of(form.wanted(), _before(), cases=may(actor_now(), Permission.WORK_CASES))
    return render_template(
        "moderation/audit/log.html", form=form, turned=turned, kept=_kept(), filtering=bool(_kept())
    ), 422 if form.errors else 200


@bp.post("/log/export")
@requires(Permission.ADMINISTER)
@reconfirmed
def export() -> ResponseReturnValue:
    """Everything that the filters leave, as a file; that it was taken is an act itself."""
    form = _form()
    shape = request.form.get("format", "csv")
    if shape not in {"csv", "jsonl"} or form.errors:
        abort(422)
    with unit_of_work():
        services.record("log-exported", "log:all", by=actor_now(), data={"format": shape, **_kept()})
    entries = queries.each(reading.filtered(form.wanted()))
    rows = (
        _as_csv(entries) if shape == "csv" else (json.dumps(queries.plain(each)) + "\n" for each in entries)
    )
    return Response(
        stream_with_context(rows),
        mimetype="text/csv" if shape == "csv" else "application/x-ndjson",
        headers={"Content-Disposition": f"attachment; filename=moderation-log.{shape}"},
    )


@bp.get("/settings/decisions")
@requires(Permission.HAVE_ACCOUNT)
def decisions() -> ResponseReturnValue:
    """What was done about the reader and their posts, with the reasons."""
    member = sessions.signed_in_member()
    turned = reading.about_member(member.id, _before())
    return render_template("moderation/audit/decisions.html", member=member, turned=turned)


def _form() -> LogForm:
    form = LogForm(request.args)
    form.name_choices()
    form.validate()
    return form


def _kept() -> dict[str, str]:
    """The filters of the address, without empty ones."""
    names = ("family", "act", "by", "about", "post", "since", "until", "q")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _before() -> int | None:
    return number_in(request.args.get("before", ""))


def _as_csv(entries: Iterator[ModerationLogEntry]) -> Iterator[str]:
    for cells in chain([queries.COLUMNS], map(queries.cells, entries)):
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        yield line.getvalue()
