"""One deed on many cases of the inbox: shown first, then done."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from community.kernel.addresses import number_in
from community.kernel.errors import Invalid
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from moderation.casework import bulk
from moderation.desk.inbox_routes import inbox, wanted_now
from moderation.desk.routes import bp
from moderation.escalation.holding import name_of


@bp.post("/bulk")
@requires(Permission.WORK_CASES)
def many() -> ResponseReturnValue:
    """Show what would become of each chosen case; with `sure`, do it."""
    form = request.form
    try:
        wanted = bulk.checked(
            form.get("deed", ""),
            form.getlist("case"),
            member_id=number_in(form.get("member", "")),
            note=form.get("note", ""),
            seen=form.getlist("seen"),
        )
    except Invalid as refused:
        return inbox(refused)
    listed = wanted_now().address() | {"page": page_number(request.args.get("page"))}
    sure = form.get("sure") == "y"
    outcomes = bulk.do(wanted, by=actor_now()) if sure else bulk.preview(wanted, by=actor_now())
    done = [each for each in outcomes if each.is_done]
    refused_ones = [each for each in outcomes if not each.is_done]
    if sure and not refused_ones:
        flash(ngettext("Done with %(num)s case.", "Done with %(num)s cases.", len(done)), "good")
        return redirect(url_for("desk.index", **listed), code=303)
    return render_template(
        "moderation/desk/bulk.html",
        wanted=wanted,
        listed=listed,
        done=done,
        refused=[(each, said(each.refusal, each.params)) for each in refused_ones],
        titles=bulk.titles(wanted),
        sure=sure,
        receiver=name_of(wanted.member_id) if wanted.member_id else "",
        word=_word(wanted.deed),
    )


def _word(deed: bulk.Deed) -> str:
    words: dict[bulk.Deed, str] = {
        bulk.Deed.ASSIGN: gettext("Give to somebody"),
        bulk.Deed.RESOLVE: gettext("Settle"),
        bulk.Deed.WAIT: gettext("Wait for the customer"),
        bulk.Deed.CLAIM: gettext("Take"),
    }
    return words[deed]
