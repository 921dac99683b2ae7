"""The pages of the rules: each with its figures, its terms, its rehearsal, and what is proposed for it."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.kernel.addresses import number_in
from community.kernel.errors import Conflict, DomainError, Invalid
from community.kernel.furnish import site_settings
from community.kernel.languages import LANGUAGES, said
from community.kernel.meanwhile import ChangedMeanwhile, base_to_show
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import before_each
from moderation.escalation import in_force
from moderation.escalation.in_force import SetRule
from moderation.escalation.terms import TEAMS, Terms, differences
from moderation.rulebook import answering, forms, making, past, queries, setting
from moderation.rulebook.rehearsal import SHOWN, rehearse
from moderation.rulebook.rules import Precision

bp = Blueprint("rulebook", __name__, url_prefix="/desk/rules")
before_each(bp, in_force.forget)  # another process may have just made or set one


@bp.get("")
@requires(Permission.WORK_CASES)
def index() -> ResponseReturnValue:
    """Every rule: how it is set, how much it raised, and how right it was."""
    days, spoken = _days(queries.DAYS, queries.MOST_DAYS), request.args.get("spoken", "")
    return render_template(
        "moderation/rulebook/index.html",
        rules=in_force.rules(),
        precision=queries.precision(days, spoken),
        watched=queries.watched(days),
        proposals=queries.proposals(),
        changed=queries.changed_at(),
        least=whole("proposal_verdicts"),
        days=days,
        spoken=spoken,
    )


@bp.get("/<slug>")
@requires(Permission.WORK_CASES)
def show(slug: str) -> ResponseReturnValue:
    """One rule."""
    return _page(setting.rule_or_404(slug), 200)


@bp.post("/<slug>")
@requires(Permission.SET_RULES)
def save(slug: str) -> ResponseReturnValue:
    """Let it work under other terms."""
    each = setting.rule_or_404(slug)
    try:
        with unit_of_work():
            each = setting.rule_to_change(slug)
            if request.form.get("usual"):
                wanted = Terms.usual(each.rule, site_settings().preset)
            else:
                wanted = setting.proposed(each, forms.terms(each.terms, request.form))
            changed = setting.put_into_force(
                each,
                wanted,
                by=actor_now(),
                why=request.form.get("why", ""),
                base=request.form.get("base"),
            )
    except (Invalid, ChangedMeanwhile) as error:
        return _page(each, error.status, said(error.message, error.params), error.field or "", error)
    flash(
        gettext("From now on the rule works like that.") if changed else gettext("Nothing is changed."),
        "good",
    )
    return redirect(url_for("rulebook.show", slug=slug), code=303)


@bp.get("/<slug>/rehearsal")
@requires(Permission.WORK_CASES)
def rehearsal(slug: str) -> ResponseReturnValue:
    """What it would have raised in the last days under other terms; changes nothing."""
    each = setting.rule_or_404(slug)
    try:
        wanted = setting.rehearsable(each, forms.terms(each.terms, request.args))
    except Invalid as error:
        return _page(each, error.status, said(error.message, error.params), error.field or "")
    return render_template(
        "moderation/rulebook/rehearsal.html",
        each=each,
        changes=differences(each.terms, wanted),
        found=rehearse(each, wanted, _days(past.DAYS, past.MOST_DAYS)),
        shown=SHOWN,
        given=request.args,
    )


@bp.post("/<slug>/proposal")
@requires(Permission.SET_RULES)
def proposal(slug: str) -> ResponseReturnValue:
    """Take what is proposed, or put it aside."""
    take = request.form.get("deed") == "take"
    try:
        proposed = forms.number(request.form.get("proposed", ""), "proposed")
        with unit_of_work():
            answering.answer(slug, proposed, take=take, by=actor_now())
    except (Conflict, Invalid) as error:
        return _page(setting.rule_or_404(slug), error.status, said(error.message, error.params))
    flash(
        gettext("From now on the rule works like that.")
        if take
        else gettext("Put aside. Nothing is proposed until enough new verdicts have come."),
        "good",
    )
    return redirect(url_for("rulebook.show", slug=slug), code=303)


def _page(
    each: SetRule, status: int, error: str = "", wrong: str = "", refused: DomainError | None = None
) -> ResponseReturnValue:
    slug = each.rule.slug
    seen = request.values.get("base") if error else None
    given: Mapping[str, str] = request.values if error else {}
    page = render_template(
        "moderation/rulebook/show.html",
        each=each,
        slug=slug,
        rule=each.rule,
        terms=each.terms,
        base=base_to_show(seen, setting.base_of_terms(each.terms), refused=refused),
        usual=Terms.usual(each.rule, site_settings().preset),
        pulled=setting.is_pulled(each.rule),
        conditions=making.own_or_404(slug).conditions if each.rule.own else [],
        precision=queries.precision().get(slug, Precision()),
        spoken=queries.precision_by_language(slug),
        watched=queries.watched().get(slug),
        proposal=answering.proposal_for(slug),
        answers=queries.answers_to(slug),
        history=queries.history(slug),
        least=whole("proposal_verdicts"),
        days=queries.DAYS,
        teams=TEAMS,
        languages=LANGUAGES,
        given=given,
        error=error,
        wrong=wrong,
    )
    return page, status


def _days(usual: int, most: int) -> int:
    asked = number_in(request.args.get("days", ""))
    return usual if asked is None else max(1, min(asked, most))
