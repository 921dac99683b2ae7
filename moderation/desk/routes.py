"""The inbox of the staff, one case, and what they do with it."""

from collections.abc import Callable

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel import clock
from community.kernel.errors import Conflict, Invalid
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.desk import queries, rules, services
from moderation.escalation import in_force, working
from moderation.escalation import queries as cases
from moderation.escalation.catalogue import policy_for
from moderation.escalation.models import Case
from moderation.escalation.queries import Filter
from moderation.escalation.rules import CaseState

bp = Blueprint("desk", __name__, url_prefix="/desk")
VIEWS = ("mine", "unassigned", "breaching", "all")


@bp.get("")
@requires(Permission.WORK_CASES)
def index() -> ResponseReturnValue:
    """Cases of one's tier, the most urgent first; `view`, `tier`, `state` and `spoken` narrow the list."""
    wanted, view, tier = _wanted()
    page = cases.inbox(wanted, page_number(request.args.get("page")))
    return render_template(
        "moderation/desk/index.html",
        page=page,
        view=view,
        tier=tier,
        state=wanted.state,
        counts=cases.counts(actor_now()),
        rules=in_force.known(),
        clock_of=_clock_of,
    )


def _wanted() -> tuple[Filter, str, str]:
    view = request.args.get("view", "all")
    view = view if view in VIEWS else "all"
    asked = request.args.get("tier", "")
    own = cases.own_tier(actor_now())
    tier = asked if asked in {"1", "2", "all"} else str(own or "all")
    if view == "mine" and not asked:
        tier = "all"
    wanted = Filter(
        tier=None if tier == "all" else int(tier),
        owner_id=actor_now().member_id if view == "mine" else None,
        unassigned=view == "unassigned",
        breaching=view == "breaching",
        state=request.args.get("state", ""),
        lang=request.args.get("spoken", ""),
    )
    return wanted, view, tier


def _clock_of(case: Case) -> tuple[str, float]:
    """State of the running promise and how much of its time is left, for a picture."""
    now = clock.now()
    state = rules.clock_state(
        case.due_at,
        now,
        paused=case.state in {CaseState.WAITING, CaseState.ON_HOLD},
        closed=not case.is_open,
    )
    return state, rules.share_left(case.opened_at, case.due_at, now)


@bp.get("/cases/<int:case_id>")
@requires(Permission.WORK_CASES)
def show(case_id: int) -> ResponseReturnValue:
    """One case with all that helps."""
    return _page(case_id, 200)


def _page(case_id: int, status: int, error: str = "", field: str = "") -> ResponseReturnValue:
    actor = actor_now()
    view = queries.view(case_id, actor)
    beside = cases.inbox(Filter(tier=view.case.tier), 1, per_page=12)
    page = render_template(
        "moderation/desk/show.html",
        view=view,
        case=view.case,
        question=view.case.question,
        beside=beside.items,
        mine=view.case.owner_id == actor.member_id,
        weight=view.case.weight_at(clock.now()),
        policy=policy_for(view.case.tier, view.case.priority),
        clock_of=_clock_of,
        rules=in_force.known(),
        staff=cases.staff(),
        error=error,
        field_wrong=field,
        given=request.form,
    )
    return page, status


def _act(
    case_id: int, deed: Callable[[], object], told: str = "", *, leave: bool = False
) -> ResponseReturnValue:
    """Do a deed on a case; a refusal shows the case again with the sentence and what was typed."""
    try:
        with unit_of_work():
            deed()
    except (Invalid, Conflict) as error:
        return _page(case_id, error.status, said(error.message, error.params), error.field or "")
    if told:
        flash(told, "good")
    target = url_for("desk.index") if leave else url_for("desk.show", case_id=case_id)
    return redirect(target, code=303)


@bp.post("/cases/<int:case_id>/claim")
@requires(Permission.WORK_CASES)
def claim(case_id: int) -> ResponseReturnValue:
    """Take it."""
    return _act(case_id, lambda: working.claim(case_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/assign")
@requires(Permission.WORK_CASES)
def assign(case_id: int) -> ResponseReturnValue:
    """Give it to somebody, or to nobody."""
    given = request.form.get("member", "")
    member_id = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None  # noqa: PLR2004
    return _act(case_id, lambda: working.assign(case_id, member_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/notes")
@requires(Permission.WORK_CASES)
def note(case_id: int) -> ResponseReturnValue:
    """Write a note for staff."""
    return _act(case_id, lambda: working.note(case_id, request.form.get("note", ""), by=actor_now()))


@bp.post("/cases/<int:case_id>/replies")
@requires(Permission.WORK_CASES)
def reply(case_id: int) -> ResponseReturnValue:
    """Answer in the thread, or write to the asker alone; then perhaps wait or settle it."""
    words, then = request.form.get("body", ""), request.form.get("then", "")
    alone = request.form.get("alone") == "y"

    def deed() -> None:
        (working.write_privately if alone else working.reply)(case_id, words, by=actor_now())
        if then == "wait":
            working.wait(case_id, by=actor_now())
        elif then == "resolve":
            working.resolve(case_id, by=actor_now())

    return _act(case_id, deed, gettext("Sent."))


@bp.post("/cases/<int:case_id>/state")
@requires(Permission.WORK_CASES)
def state(case_id: int) -> ResponseReturnValue:
    """Wait for the customer, put on hold, or go on."""
    wanted = request.form.get("state", "")
    if wanted == CaseState.OPEN:
        return _act(case_id, lambda: working.resume(case_id, by=actor_now()))
    return _act(case_id, lambda: working.wait(case_id, by=actor_now(), on_hold=wanted == CaseState.ON_HOLD))


@bp.post("/cases/<int:case_id>/return")
@requires(Permission.WORK_CASES)
def give_back(case_id: int) -> ResponseReturnValue:
    """Return the need to the community."""
    words = request.form.get("why", "")
    return _act(
        case_id,
        lambda: working.return_to_crowd(case_id, words, by=actor_now()),
        gettext("The community has it again."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/pass")
@requires(Permission.WORK_CASES)
def pass_on(case_id: int) -> ResponseReturnValue:
    """Pass it on to the specialists."""
    told = working.HandOver(
        happens=request.form.get("happens", ""),
        tried=request.form.get("tried", ""),
        needed=request.form.get("needed", ""),
    )
    return _act(
        case_id,
        lambda: working.pass_on(case_id, told, by=actor_now()),
        gettext("The specialists have it now."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/resolve")
@requires(Permission.WORK_CASES)
def resolve(case_id: int) -> ResponseReturnValue:
    """It is settled."""
    return _act(
        case_id,
        lambda: working.resolve(case_id, request.form.get("words", ""), by=actor_now()),
        gettext("Settled. Thank you."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/reopen")
@requires(Permission.WORK_CASES)
def reopen(case_id: int) -> ResponseReturnValue:
    """Take it up again."""
    return _act(case_id, lambda: working.reopen(case_id, by=actor_now()))


@bp.get("/ready")
@requires(Permission.WORK_CASES)
def ready() -> ResponseReturnValue:
    """Canned responses for the editor, filled in for a case."""
    given = request.args.get("case", "")
    case = cases.case_or_404(int(given)) if given.isascii() and given.isdigit() and len(given) < 16 else None  # noqa: PLR2004
    found = queries.ready(request.args.get("q", ""), case, actor_now())
    return jsonify([{"title": each.title, "body": each.body} for each in found])


@bp.route("/canned", methods=["GET", "POST"])
@requires(Permission.WORK_CASES)
def canned() -> ResponseReturnValue:
    """Canned responses: all of them, and a form for one more."""
    error = ""
    if request.method == "POST":
        try:
            with unit_of_work():
                services.keep(
                    request.form.get("title", ""),
                    request.form.get("body", ""),
                    request.form.get("lang", "en"),
                    by=actor_now(),
                )
        except Invalid as refused:
            error = said(refused.message, refused.params)
        else:
            flash(gettext("Kept."), "good")
            return redirect(url_for("desk.canned"), code=303)
    page = render_template(
        "moderation/desk/canned.html",
        responses=queries.canned(),
        placeholders=rules.PLACEHOLDERS,
        error=error,
        given=request.form,
    )
    return page, 422 if error else 200


@bp.post("/canned/<int:response_id>/remove")
@requires(Permission.WORK_CASES)
def remove_canned(response_id: int) -> ResponseReturnValue:
    """Keep it no longer."""
    with unit_of_work():
        services.drop(response_id, by=actor_now())
    return redirect(url_for("desk.canned"), code=303)
