"""Beside the page of a case: what is new in it, the draft, and help that is put into an answer."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.kernel.errors import Invalid, NotFound
from community.kernel.fresh import unless_known
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.casework import presence
from moderation.desk import drafts
from moderation.desk import news as happenings
from moderation.desk.filters import read
from moderation.desk.next_reply import help_named
from moderation.desk.routes import bp
from moderation.escalation import queries as escalation

__all__ = ["bp"]


@bp.get("/cases/<int:case_id>/news")
@requires(Permission.WORK_CASES)
def case_news(case_id: int) -> ResponseReturnValue:
    """What others did in a case since `mark`, who has it before them, and how it stands."""
    case = escalation.shown_case(case_id)
    mark = request.args.get("mark", "")
    page = render_template(
        "moderation/desk/_case_news.html",
        case=case,
        mark=mark,
        viewers=presence.viewers_of(case_id, but=actor_now().member_id),
        pieces=happenings.since(case, mark, actor_now()),
        wanted=read(request.args, escalation.own_tier(actor_now())),
    )
    return unless_known(make_response(page))


@bp.put("/cases/<int:case_id>/draft")
@requires(Permission.WORK_CASES)
def draft(case_id: int) -> ResponseReturnValue:
    """Keep what is being typed: `{kind, body}`."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Invalid(N_("Send the draft as JSON."))
    kind, body = (str(given.get(name) or "").replace("\x00", "") for name in ("kind", "body"))
    with unit_of_work():
        drafts.save(case_id, kind, body, by=actor_now())
    return "", 204


@bp.post("/cases/<int:case_id>/help")
@requires(Permission.WORK_CASES)
def use_help(case_id: int) -> ResponseReturnValue:
    """Put a suggestion into the answer, and count that it was used; a page with script has put it in itself."""
    kind, target = request.form.get("kind", ""), request.form.get("target", "")
    found = help_named(escalation.shown_case(case_id), actor_now(), kind, target)
    if found is None:
        raise NotFound
    with unit_of_work():
        drafts.take_help(case_id, found.kind, found.target, by=actor_now())
        if request.form.get("put") != "done":
            drafts.append(case_id, found.text, by=actor_now())
    if request.form.get("put") == "done":
        return "", 204
    return redirect(url_for("desk.show", case_id=case_id, _anchor="reply"), code=303)
