"""The inbox of the staff, one case, and what they do with it."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel import clock
from community.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from community.kernel.languages import said
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.canned import picking as canned
from moderation.casework import changes, presence
from moderation.casework import queries as casework_queries
from moderation.casework import view as casework
from moderation.casework.catalogue import TEMPLATES
from moderation.desk import forms, queries, rules, talk
from moderation.escalation import in_force, noting, replying, working
from moderation.escalation import queries as cases
from moderation.escalation.models import Case
from moderation.escalation.privacy import PrivateFound
from moderation.escalation.queries import Filter
from moderation.escalation.rules import CaseState
from moderation.staff.catalogue import TEAMS

bp = Blueprint("desk", __name__, url_prefix="/desk")
VIEWS = ("mine", "unassigned", "breaching", "all")


def number_in(text: str) -> int | None:
    """The number that a form or an address holds; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004 - an id


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
        viewers=presence.viewers([each.id for each in page.items], but=actor_now().member_id),
        waiting=casework_queries.waiting_for_actor(actor_now()),
        staff=cases.staff(),
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
    presence.see(case_id, by=actor_now())
    return _page(case_id)


def _page(
    case_id: int, refused: DomainError | None = None, given: Mapping[str, str] | None = None
) -> ResponseReturnValue:
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
        clock_of=_clock_of,
        rules=in_force.known(),
        staff=cases.staff(),
        work=casework.of(view.case, actor),
        teams=TEAMS,
        brief_templates=TEMPLATES,
        error=said(refused.message, refused.params) if refused else "",
        field_wrong=(refused and refused.field) or "",
        private_found=refused if isinstance(refused, PrivateFound) else None,
        talk=talk.of(view.case, actor),
        given=request.form if given is None else given,
        ready=canned.ready((given or {}).get("canned_q", ""), view.case, actor),
    )
    return page, refused.status if refused else 200


def act(
    case_id: int,
    deed: Callable[[], object],
    told: str = "",
    *,
    leave: bool = False,
    to: Callable[[], str] | None = None,
) -> ResponseReturnValue:
    """Do a deed on a case; a refusal shows the case again with the sentence and what was typed.

    Then back to the case, to the inbox with `leave`, or where `to` leads.
    """
    try:
        with unit_of_work():
            deed()
    except (Invalid, Conflict, NotAllowed) as error:
        return _page(case_id, error)
    if told:
        flash(told, "good")
    target = url_for("desk.index") if leave else url_for("desk.show", case_id=case_id)
    return redirect(to() if to else target, code=303)


@bp.post("/cases/<int:case_id>/claim")
@requires(Permission.WORK_CASES)
def claim(case_id: int) -> ResponseReturnValue:
    """Take it."""
    return act(case_id, lambda: working.claim(case_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/assign")
@requires(Permission.WORK_CASES)
def assign(case_id: int) -> ResponseReturnValue:
    """Give it to somebody, or to nobody."""
    member_id = number_in(request.form.get("member", ""))
    return act(case_id, lambda: working.assign(case_id, member_id, by=actor_now()))


@bp.post("/cases/<int:case_id>/notes")
@requires(Permission.WORK_CASES)
def note(case_id: int) -> ResponseReturnValue:
    """Write a note for staff."""
    return act(case_id, lambda: noting.note(case_id, request.form.get("note", ""), by=actor_now()))


@bp.post("/cases/<int:case_id>/replies")
@requires(Permission.WORK_CASES)
def reply(case_id: int) -> ResponseReturnValue:
    """Answer in the thread, or write to the asker alone; then perhaps wait or settle it."""
    if "insert" in request.form or "find" in request.form:
        return _page(case_id, given=canned.inserted(case_id, request.form, actor_now()))
    words = request.form.get("body", "")
    then = request.form.get("then") or request.form.get("after", "")
    alone, privacy = request.form.get("alone") == "y", forms.privacy(request.form)

    def deed() -> None:
        changes.ensure_seen(case_id, request.form.get("mark", ""), by=actor_now())
        if alone:
            replying.write_privately(case_id, words, by=actor_now())
        else:
            replying.reply(case_id, words, by=actor_now(), privacy=privacy)
        canned.count_use(canned.chosen(request.form))
        if then == "wait":
            working.wait(case_id, by=actor_now())
        elif then == "resolve":
            working.resolve(case_id, by=actor_now())

    return act(case_id, deed, gettext("Sent."))


@bp.post("/cases/<int:case_id>/state")
@requires(Permission.WORK_CASES)
def state(case_id: int) -> ResponseReturnValue:
    """Wait for the customer, put on hold, or go on."""
    wanted = request.form.get("state", "")
    if wanted == CaseState.OPEN:
        return act(case_id, lambda: working.resume(case_id, by=actor_now()))
    return act(case_id, lambda: working.wait(case_id, by=actor_now(), on_hold=wanted == CaseState.ON_HOLD))


@bp.post("/cases/<int:case_id>/return")
@requires(Permission.WORK_CASES)
def give_back(case_id: int) -> ResponseReturnValue:
    """Return the need to the community."""
    words = request.form.get("why", "")
    return act(
        case_id,
        lambda: working.return_to_crowd(case_id, words, by=actor_now()),
        gettext("The community has it again."),
        leave=True,
    )


@bp.post("/cases/<int:case_id>/resolve")
@requires(Permission.WORK_CASES)
def resolve(case_id: int) -> ResponseReturnValue:
    """It is settled."""

    def deed() -> None:
        changes.ensure_seen(case_id, request.form.get("mark", ""), by=actor_now())
        working.resolve(case_id, request.form.get("words", ""), by=actor_now())

    return act(case_id, deed, gettext("Settled. Thank you."), leave=True)


@bp.post("/cases/<int:case_id>/reopen")
@requires(Permission.WORK_CASES)
def reopen(case_id: int) -> ResponseReturnValue:
    """Take it up again."""
    return act(case_id, lambda: working.reopen(case_id, by=actor_now()))
