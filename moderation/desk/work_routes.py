"""A case among several people: looking, taking over, handing over, passing on, merging."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.addresses import number_in
from community.kernel.policy import Permission, actor_now, requires
from moderation.casework import handing, merging, passing, presence, taking_over
from moderation.casework.catalogue import TEMPLATES
from moderation.desk.routes import act, bp


@bp.post("/cases/<int:case_id>/presence")
@requires(Permission.WORK_CASES)
def look(case_id: int) -> ResponseReturnValue:
    """The page says that somebody has it open (`state` open), is writing (typing), or has left (gone)."""
    state = request.form.get("state", "open")
    if state == "gone":
        presence.leave(case_id, by=actor_now())
    else:
        presence.see(case_id, by=actor_now(), typing=state == "typing")
    return "", 204


@bp.post("/cases/<int:case_id>/take-over")
@requires(Permission.WORK_CASES)
def take_over(case_id: int) -> ResponseReturnValue:
    """Take it from whoever has it, with a reason."""
    reason = request.form.get("takeover_reason", "")
    return act(
        case_id, lambda: taking_over.take_over(case_id, reason, by=actor_now()), gettext("It is yours now.")
    )


@bp.post("/cases/<int:case_id>/hand-over")
@requires(Permission.WORK_CASES)
def hand_over(case_id: int) -> ResponseReturnValue:
    """Give it to somebody or to a team; it comes back unless it is taken in time."""
    to = request.form.get("to", "")
    return act(
        case_id,
        lambda: handing.hand_over(
            case_id,
            by=actor_now(),
            note=request.form.get("handover_note", ""),
            to=number_in(to),
            team=to.removeprefix("team:") if to.startswith("team:") else "",
            minutes=number_in(request.form.get("minutes", "").strip()),
        ),
        gettext("Handed over. If nobody takes it in time, it comes back to you."),
    )


@bp.post("/cases/<int:case_id>/accept")
@requires(Permission.WORK_CASES)
def accept(case_id: int) -> ResponseReturnValue:
    """Take what was handed over."""
    return act(case_id, lambda: handing.accept(case_id, by=actor_now()), gettext("It is yours now."))


@bp.post("/cases/<int:case_id>/decline")
@requires(Permission.WORK_CASES)
def decline(case_id: int) -> ResponseReturnValue:
    """Do not take it, with a reason."""
    reason = request.form.get("decline_reason", "")
    return act(
        case_id,
        lambda: handing.decline(case_id, reason, by=actor_now()),
        gettext("It went back."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/pass")
@requires(Permission.WORK_CASES)
def pass_on(case_id: int) -> ResponseReturnValue:
    """Pass it on to a team of tier 2."""
    slug = request.form.get("template", "specialists")
    form = TEMPLATES.get(slug)
    told = {each.slug: request.form.get(each.slug, "") for each in form.fields} if form else {}
    return act(
        case_id,
        lambda: passing.pass_on(case_id, told, by=actor_now(), template=slug),
        gettext("The specialists have it now."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/send-back")
@requires(Permission.WORK_CASES)
def send_back(case_id: int) -> ResponseReturnValue:
    """Send it back to tier 1."""
    reason = request.form.get("sendback_reason", "")
    return act(
        case_id,
        lambda: passing.send_back(case_id, reason, by=actor_now()),
        gettext("Tier 1 has it again."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/merge")
@requires(Permission.WORK_CASES)
def merge(case_id: int) -> ResponseReturnValue:
    """Let it go on in another case."""
    into = number_in(request.form.get("into", "").strip().lstrip("#")) or 0
    return act(
        case_id,
        lambda: merging.merge(case_id, into, by=actor_now()),
        gettext("Both are one case now."),
        to=lambda: url_for("desk.show", case_id=merging.merged_into(case_id) or into),
    )
