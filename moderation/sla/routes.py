"""The pages of what is promised: policies in order, calendars, what a change would do."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from community.accounts.proof import reconfirmed
from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.meanwhile import ChangedMeanwhile, base_to_show
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.sla import forms, preview, queries, services, setting, view
from moderation.sla.checking import WEEKDAYS, Wrong, checked_calendar, checked_policy
from moderation.sla.choices import choices
from moderation.sla.forms import Filled
from moderation.sla.hours import zone_names
from moderation.sla.models import SlaCalendar, SlaPolicy, conditions_from
from moderation.sla.queries import AllPromises
from moderation.sla.rules import Facts, Policy, Terms

bp = Blueprint("sla", __name__, url_prefix="/desk/sla")


@bp.get("")
@requires(Permission.WORK_CASES)
def index() -> ResponseReturnValue:
    """Policies in their order, calendars, and a case to try them on."""
    there = _furnished()
    calendars = view.calendars(there, clock.now())
    usual = next(each for each in calendars if each.calendar.is_default)
    tried, wrong = None, ""
    if "opened" in request.args:
        try:
            tried = view.tried(there, _facts(), forms.moment(request.args["opened"], usual.zone))
        except Invalid as error:
            wrong = said(error.message, error.params)
    return render_template(
        "moderation/sla/index.html",
        policies=view.policies(there),
        calendars=calendars,
        outdated=len(preview.outdated(there.rules)[1]),
        titles=dict(choices().rules),
        usual=usual,
        tried=tried,
        wrong=wrong,
        given=request.args,
    )


def _furnished() -> AllPromises:
    """A new site has its calendar and policies from the first look on."""
    there = queries.in_force()
    if not there.policies:
        with unit_of_work():
            services.furnish()
        there = queries.in_force()
    return there


def _facts() -> Facts:
    priority, tier = request.args.get("priority", ""), request.args.get("tier", "")
    lang = request.args.get("spoken", "")
    return Facts(
        tier=2 if tier == "2" else 1,
        priority=priority if priority in forms.PRIORITIES else "P4",
        lang=lang if lang in forms.LANGS else "en",
    )


@bp.route("/policies/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_policy() -> ResponseReturnValue:
    """Add a policy."""
    _furnished()
    return _policy(None)


@bp.route("/policies/<int:policy_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def policy(policy_id: int) -> ResponseReturnValue:
    """Change a policy, or see first what it would have meant."""
    return _policy(queries.policy_or_404(policy_id))


def _policy(kept: SlaPolicy | None) -> ResponseReturnValue:
    if request.method == "GET":
        filled = forms.shown_policy(kept) if kept else forms.sent_policy(request.args)
        return _policy_page(filled, kept, 200)
    filled = forms.sent_policy(request.form)
    try:
        if request.form.get("deed") == "preview":
            return _policy_page(filled, kept, 200, _rehearsed(filled, kept))
        with unit_of_work():
            setting.keep_policy(
                kept, forms.policy_draft(filled), by=actor_now(), base=request.form.get("base")
            )
    except Wrong as wrong:
        filled.take(wrong)
        return _policy_page(filled, kept, 422)
    except ChangedMeanwhile as refused:
        return _policy_page(filled, kept, refused.status, refused=refused)
    flash(gettext("Saved. It counts for new cases; open ones keep what was promised."), "good")
    return redirect(url_for("sla.index"), code=303)


def _policy_page(
    filled: Filled,
    kept: SlaPolicy | None,
    status: int,
    rehearsal: preview.Rehearsal | None = None,
    refused: ChangedMeanwhile | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "moderation/sla/policy.html",
        it=filled,
        kept=kept,
        base=base_to_show(request.form.get("base"), kept.base, refused=refused) if kept else "",
        changed=said(refused.message, refused.params) if refused else "",
        options=choices(),
        calendars=queries.calendars(),
        rehearsal=rehearsal,
        forms=forms,
    )
    return page, status


def _rehearsed(filled: Filled, kept: SlaPolicy | None) -> preview.Rehearsal:
    """What the policy would have meant; raises Wrong."""
    draft = forms.policy_draft(filled)
    values = checked_policy(draft, fallback=kept is not None and kept.is_fallback)
    hours = preview.calendar_for(draft.calendar_id)
    if hours is None:
        raise Wrong([Invalid(N_("Choose a calendar."), field="calendar_id")])
    terms = {name: values[name] for name in Terms.__slots__}
    rule = Policy(
        id=0,
        name=values["name"],
        conditions=conditions_from(values["conditions"]),
        terms=Terms(**terms),
        hours_id=hours[0],
    )
    before = []
    for each, known in zip(queries.policies(), queries.rules_in_force(), strict=True):
        if each.is_fallback or (kept is not None and each.id == kept.id):
            break
        before.append(known)
    return preview.rehearse(rule, before, hours[1], clock.now())


def _done(deed: Callable[[], object], told: str = "") -> ResponseReturnValue:
    """Do something and show the promises; a refusal is told there."""
    try:
        with unit_of_work():
            deed()
    except Conflict as error:
        flash(said(error.message, error.params), "warn")
        return redirect(url_for("sla.index"), code=303)
    if told:
        flash(told, "good")
    return redirect(url_for("sla.index"), code=303)


def _moved(policy_id: int, *, up: bool) -> ResponseReturnValue:
    seen = number_in(request.form.get("seen", ""))
    return _done(lambda: setting.move_policy(policy_id, up=up, by=actor_now(), seen=seen))


@bp.post("/policies/<int:policy_id>/up")
@requires(Permission.ADMINISTER)
def up(policy_id: int) -> ResponseReturnValue:
    """Ask for it earlier."""
    return _moved(policy_id, up=True)


@bp.post("/policies/<int:policy_id>/down")
@requires(Permission.ADMINISTER)
def down(policy_id: int) -> ResponseReturnValue:
    """Ask for it later."""
    return _moved(policy_id, up=False)


@bp.post("/policies/<int:policy_id>/remove")
@requires(Permission.ADMINISTER)
@reconfirmed
def remove_policy(policy_id: int) -> ResponseReturnValue:
    """Promise it no more."""
    told = gettext("Removed. Open cases keep what was promised.")
    return _done(lambda: setting.remove_policy(policy_id, by=actor_now()), told)


@bp.route("/calendars/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_calendar() -> ResponseReturnValue:
    """Add a calendar."""
    _furnished()
    return _calendar(None)


@bp.route("/calendars/<int:calendar_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def calendar(calendar_id: int) -> ResponseReturnValue:
    """Change a calendar, or look at its week first."""
    return _calendar(queries.calendar_or_404(calendar_id))


def _calendar(kept: SlaCalendar | None) -> ResponseReturnValue:
    if request.method == "GET":
        filled = (
            forms.shown_calendar(kept.name, queries.hours_of(kept.id))
            if kept
            else forms.sent_calendar(request.args)
        )
        return _calendar_page(filled, kept, 200)
    filled = forms.sent_calendar(request.form)
    try:
        if request.form.get("deed") == "preview":
            checked_calendar(forms.calendar_draft(filled))
            return _calendar_page(filled, kept, 200)
        with unit_of_work():
            setting.keep_calendar(
                kept, forms.calendar_draft(filled), by=actor_now(), base=request.form.get("base")
            )
    except Wrong as wrong:
        filled.take(wrong)
        return _calendar_page(filled, kept, 422)
    except ChangedMeanwhile as refused:
        return _calendar_page(filled, kept, refused.status, refused=refused)
    flash(gettext("Saved. It counts for new cases; open ones keep what was promised."), "good")
    return redirect(url_for("sla.index"), code=303)


def _calendar_page(
    filled: Filled, kept: SlaCalendar | None, status: int, refused: ChangedMeanwhile | None = None
) -> ResponseReturnValue:
    try:
        values = checked_calendar(forms.calendar_draft(filled))
        week = view.week_of(values["hours"])
    except Wrong:
        week = []
    now = queries.base_of_calendar(kept) if kept else ""
    page = render_template(
        "moderation/sla/calendar.html",
        it=filled,
        kept=kept,
        base=base_to_show(request.form.get("base"), now, refused=refused),
        changed=said(refused.message, refused.params) if refused else "",
        week=week,
        days=list(zip(WEEKDAYS, view.week_of([[]] * 7), strict=True)),
        zones=zone_names(),
    )
    return page, status


@bp.post("/calendars/<int:calendar_id>/usual")
@requires(Permission.ADMINISTER)
def usual(calendar_id: int) -> ResponseReturnValue:
    """Make it the usual one."""
    return _done(lambda: setting.make_default(calendar_id, by=actor_now()))


@bp.post("/calendars/<int:calendar_id>/remove")
@requires(Permission.ADMINISTER)
@reconfirmed
def remove_calendar(calendar_id: int) -> ResponseReturnValue:
    """Keep it no longer."""
    return _done(lambda: setting.remove_calendar(calendar_id, by=actor_now()), gettext("Removed."))


@bp.get("/apply")
@requires(Permission.ADMINISTER)
def apply() -> ResponseReturnValue:
    """What holding open cases to the policies in force would change."""
    return render_template("moderation/sla/apply.html", it=preview.changes(clock.now()))


@bp.post("/apply")
@requires(Permission.ADMINISTER)
def apply_now() -> ResponseReturnValue:
    """Do it."""
    count = len(preview.outdated()[1])
    told = ngettext(
        "%(num)s open case is being brought up to date.",
        "%(num)s open cases are being brought up to date.",
        count,
    )
    return _done(lambda: setting.apply_to_open_cases(by=actor_now()), told)
