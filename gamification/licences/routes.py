"""The page on licences with the reader's own, and the one where staff decide about them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.errors import DomainError
from community.kernel.forms import filled
from community.kernel.languages import LANGUAGES
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, public, requires
from community.kernel.ports import ports
from community.kernel.unit_of_work import unit_of_work
from gamification.levels.catalogue import LEVELS
from gamification.licences import evidence, queries, rules, services
from gamification.licences.forms import ApplicationForm, DecisionForm

bp = Blueprint("licences", __name__, url_prefix="/licences")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """What a licence is; the reader's own; applying, or what is missing for it."""
    return _page(ApplicationForm(formdata=None))


@bp.post("")
@requires(Permission.ANSWER)
def apply() -> ResponseReturnValue:
    """Apply for a topic in a language."""
    form = ApplicationForm()
    tag, _, lang = (form.topic.data or "").rpartition("/")
    form.topic.choices = [(form.topic.data or "", "")]  # whether it may be chosen is for the service to say
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work():
            services.apply(tag, lang, filled(form.words.data), by=actor_now())
    except DomainError as error:
        form.take(error)
        return _page(form), error.status
    flash(gettext("Your application is with the team. You will hear from us here."), "good")
    return redirect(url_for("licences.index"), code=303)


def _page(form: ApplicationForm) -> str:
    actor = actor_now()
    own = queries.of_member(actor.member_id) if actor.member_id is not None else []
    ready, nearest = (
        queries.chances(actor.id, actor.level, own) if actor.signed_in and not actor.is_staff else ([], [])
    )
    form.topic.choices = [(each.value, f"{each.tag} · {LANGUAGES[each.lang]}") for each in ready]
    return render_template(
        "gamification/licences/index.html",
        own=own,
        looked_at=queries.looked_at,
        waits_until=queries.waits_until,
        ready=ready,
        nearest=nearest,
        needs=queries.needs(),
        level=LEVELS[queries.needs().level],
        level_missing=actor.level < queries.needs().level,
        form=form,
        languages=LANGUAGES,
        path=rules.PATH,
        may_resign={each.licence.id for each in own if rules.after(rules.Act.RESIGN, each.state)},
        on_team=actor.is_staff,
    )


@bp.post("/<int:licence_id>/resignation")
@requires(Permission.HAVE_ACCOUNT)
def resign(licence_id: int) -> ResponseReturnValue:
    """Give one's own licence back, or take an application back."""
    with unit_of_work():
        services.resign(licence_id, by=actor_now())
    flash(gettext("It is given back. You can apply again whenever you like."), "good")
    return redirect(url_for("licences.index"), code=303)


@bp.get("/applications")
@requires(Permission.DECIDE_LICENCES)
def applications() -> ResponseReturnValue:
    """Open applications with their evidence, and everybody who holds a licence."""
    return _desk(None, None)


@bp.post("/<int:licence_id>/decision")
@requires(Permission.DECIDE_LICENCES)
def decide(licence_id: int) -> ResponseReturnValue:
    """Approve, refuse, promote, suspend or resume."""
    queries.licence_or_404(licence_id)
    form = DecisionForm()
    if not form.validate():
        return _desk(licence_id, form), 422
    act = rules.Act(filled(form.decision.data))
    try:
        with unit_of_work():
            services.decide(
                licence_id, act, by=actor_now(), reason=filled(form.reason.data), number=form.number.data
            )
    except DomainError as error:
        form.take(error)
        return _desk(licence_id, form), error.status
    flash(gettext("It is decided, and the member is told."), "good")
    return redirect(url_for("licences.applications"), code=303)


def _desk(refused_id: int | None, refused: DecisionForm | None) -> str:
    """The page of staff; `refused` is what could not be done about one licence, shown again there."""
    waiting, page = queries.waiting(), queries.holders(page_number(request.args.get("page")))
    shown = [*waiting, *page.items]
    people = {each.member.id for each in shown}
    return render_template(
        "gamification/licences/applications.html",
        waiting=waiting,
        page=page,
        proofs=evidence.evidence_of(people),
        topic=evidence.Topic,
        nothing=evidence.Evidence(),
        levels={each: LEVELS[found.level] for each, found in ports().standing.standings_of(people).items()},
        history=queries.history([each.licence.id for each in shown]),
        languages=LANGUAGES,
        open_to=rules.open_to,
        refused_id=refused_id,
        refused=refused,
        elsewhere=refused is not None and refused_id not in {each.licence.id for each in shown},
    )
