"""The pages of campaigns: for everyone, and for those who run them."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from community.accounts.proof import reconfirmed
from community.kernel import clock
from community.kernel.errors import Conflict, DomainError, Invalid
from community.kernel.meanwhile import base_to_show
from community.kernel.page_cache import (
    OFTEN,
    is_to_be_kept,
    keep_for_today,
    keep_until,
    keep_while,
    keep_while_also,
)
from community.kernel.policy import Permission, actor_now, may, public, requires
from community.kernel.proofs import proof_of_campaigns, proof_of_everything
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from gamification.campaigns import freezing, players, queries, rules, services, tables
from gamification.campaigns.catalogue import COUNTED, TEMPLATES
from gamification.campaigns.forms import CampaignForm, CancelForm, TextsForm, plan_in, utc, weights_in
from gamification.campaigns.models import Campaign
from gamification.campaigns.rules import MayEdit, Plan, State

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """Campaigns that run, come, and are over; drafts for those who run them."""
    found: dict[State, list[Campaign]] = {state: [] for state in State}
    for campaign in queries.all_for(actor_now()):
        found[queries.state_of(campaign)].append(campaign)
    return render_template(
        "gamification/campaigns/index.html",
        found=found,
        places=queries.podiums([each.id for each in found[State.FROZEN]]),
    )


@bp.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """A campaign: its rules in sentences, its standing, one's own row, its results in pictures."""
    keep_while(proof_of_campaigns(), OFTEN)
    campaign = queries.campaign_or_404(slug, actor_now())
    if queries.state_of(campaign) in {State.RUNNING, State.ENDED}:
        keep_while_also(proof_of_everything())  # its standing is added up from whatever members did
        keep_until(players.next_return() if is_to_be_kept() else None)
    keep_for_today()
    keep_until(*queries.turns(campaign))
    return _page(campaign)


def _page(campaign: Campaign, cancelling: CancelForm | None = None) -> ResponseReturnValue:
    state = queries.state_of(campaign)
    shown = state in {State.RUNNING, State.ENDED, State.FROZEN}
    page = render_template(
        "gamification/campaigns/show.html",
        campaign=campaign,
        state=state,
        tags=queries.tags_of([campaign.id])[campaign.id],
        table=tables.table(campaign, actor_now().member_id) if shown else None,
        counted=COUNTED,
        freezes_at=queries.freezes_at(campaign),
        editable=rules.may_edit(state) is not MayEdit.NOTHING,
        # A form makes a token, and a page with that is one reader's alone.
        cancelling=cancelling or (CancelForm(formdata=None) if _runs() else None),
    )
    return page, 422 if cancelling else 200


def _runs() -> bool:
    return may(actor_now(), Permission.RUN_CAMPAIGNS)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.RUN_CAMPAIGNS)
def new() -> ResponseReturnValue:
    """Make a draft, from a template."""
    template = TEMPLATES.get(request.args.get("template", ""))
    if request.method == "GET" and template is None:
        return render_template("gamification/campaigns/templates.html", templates=TEMPLATES)
    form = CampaignForm(data=_beginning(request.args.get("template", "")))
    weights: Mapping[str, Any] = dict(template.weights) if template else {}
    if request.method == "POST":
        weights, plan = _read(form, but=None)
        if plan is not None:
            try:
                with unit_of_work():
                    slug = services.create(plan, by=actor_now()).slug
            except (Invalid, Conflict) as error:  # somebody was faster
                form.take(error)
            else:
                flash(
                    gettext("The draft is kept. Look at what it would have given before you publish it."),
                    "good",
                )
                return redirect(url_for("campaigns.preview", slug=slug), code=303)
    return _form(form, weights, campaign=None)


def _beginning(slug: str) -> dict[str, Any]:
    """What stands in the fields of a new campaign."""
    start = (clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    template = TEMPLATES.get(slug)
    plan = Plan(starts_at=start, ends_at=start + timedelta(days=template.days if template else 14))
    if template is None:
        return asdict(plan) | {"tags": ""}
    names = ("title", "title_zh", "text", "text_zh", "daily_cap", "pair_cap")
    filled = replace(plan, orientation=template.slug, **{name: getattr(template, name) for name in names})
    return asdict(filled) | {"tags": ""}


def _read(form: CampaignForm, but: int | None) -> tuple[Mapping[str, Any], Plan | None]:
    """The weights as typed, and the plan if nothing is wrong with it; the form holds what is."""
    weights, wrong = weights_in(request.form)
    readable = form.validate()
    if wrong:
        form.weight_errors.append(gettext("Weights are whole numbers."))
    if not readable or wrong:
        return weights | wrong, None
    plan = plan_in(form, weights)
    found = services.problems_with(plan, but=but)
    for problem in found:
        form.take(problem)
    return weights, None if found else plan


def _form(form: CampaignForm, weights: Mapping[str, Any], campaign: Campaign | None) -> ResponseReturnValue:
    page = render_template(
        "gamification/campaigns/edit.html",
        form=form,
        weights=weights,
        counted=COUNTED,
        templates=TEMPLATES,
        campaign=campaign,
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.RUN_CAMPAIGNS)
def edit(slug: str) -> ResponseReturnValue:
    """Change a campaign: all of it until it begins, its texts and a later end while it runs."""
    campaign = queries.campaign_or_404(slug, actor_now())
    allowed = rules.may_edit(queries.state_of(campaign))
    if allowed is MayEdit.NOTHING:
        raise Conflict(N_("This campaign is over; what it was stays as it is."))
    if allowed is MayEdit.TEXTS:
        return _edit_texts(campaign)
    plan = queries.plan_of(campaign)
    base = queries.base_of_campaign(campaign)
    form = CampaignForm(data=asdict(plan) | {"tags": ", ".join(plan.tags), "base": base})
    weights: Mapping[str, Any] = campaign.weights
    if request.method == "POST":
        weights, changed = _read(form, but=campaign.id)
        if changed is not None and (done := _keep(campaign, changed, form)) is not None:
            return done
    return _form(form, weights, campaign)


def _edit_texts(campaign: Campaign) -> ResponseReturnValue:
    plan = queries.plan_of(campaign)
    form = TextsForm(data=asdict(plan) | {"base": queries.base_of_campaign(campaign)})
    if request.method == "POST" and form.validate():
        names = ("title", "title_zh", "text", "text_zh")
        texts: dict[str, Any] = {name: form[name].data or "" for name in names}
        changed = replace(plan, **texts, ends_at=utc(form.ends_at.data))
        for problem in services.running_problems(campaign, changed):
            form.take(problem)
        if not form.errors and (done := _keep(campaign, changed, form)) is not None:
            return done
    page = render_template("gamification/campaigns/edit_texts.html", form=form, campaign=campaign)
    return page, 422 if form.errors else 200


def _keep(campaign: Campaign, plan: Plan, form: TextsForm) -> ResponseReturnValue | None:
    """Keep a changed plan; None when it was refused, with the reason in the form."""
    try:
        with unit_of_work():
            slug = services.edit(campaign.id, plan, by=actor_now(), base=form.base.data).slug
    except (Invalid, Conflict) as error:
        form.take(error)
        form.base.data = base_to_show(form.base.data, queries.base_of_campaign(campaign), refused=error)
        return None
    flash(gettext("Saved."), "good")
    return redirect(url_for("campaigns.show", slug=slug), code=303)


@bp.get("/<slug>/preview")
@requires(Permission.RUN_CAMPAIGNS)
def preview(slug: str) -> ResponseReturnValue:
    """What the rules would have given over the last thirty days."""
    campaign = queries.campaign_or_404(slug, actor_now())
    table, terms = tables.preview(campaign)
    return render_template(
        "gamification/campaigns/preview.html",
        campaign=campaign,
        state=queries.state_of(campaign),
        table=table,
        terms=terms,
        counted=COUNTED,
    )


@bp.post("/<slug>/publish")
@requires(Permission.RUN_CAMPAIGNS)
def publish(slug: str) -> ResponseReturnValue:
    """Show a draft to everyone."""
    campaign = queries.campaign_or_404(slug, actor_now())
    try:
        with unit_of_work():
            services.publish(campaign.id, by=actor_now())
    except DomainError as error:
        flash(str(gettext(error.message) % error.params), "warn")
        return redirect(url_for("campaigns.preview", slug=slug), code=303)
    flash(gettext("The campaign is public."), "good")
    return redirect(url_for("campaigns.show", slug=slug), code=303)


@bp.post("/<slug>/freeze")
@requires(Permission.RUN_CAMPAIGNS)
@reconfirmed
def freeze(slug: str) -> ResponseReturnValue:
    """Make the standing of a campaign that is over final."""
    campaign = queries.campaign_or_404(slug, actor_now())
    with unit_of_work():
        freezing.freeze_by_hand(campaign.id, by=actor_now())
    flash(gettext("The standing is final."), "good")
    return redirect(url_for("campaigns.show", slug=slug), code=303)


@bp.post("/<slug>/cancel")
@requires(Permission.RUN_CAMPAIGNS)
@reconfirmed
def cancel(slug: str) -> ResponseReturnValue:
    """Call a campaign off, with a reason."""
    campaign = queries.campaign_or_404(slug, actor_now())
    form = CancelForm()
    if form.validate():
        try:
            with unit_of_work():
                services.cancel(campaign.id, form.reason.data or "", by=actor_now())
        except Invalid as error:
            form.take(error)
        else:
            flash(gettext("The campaign is called off."), "good")
            return redirect(url_for("campaigns.show", slug=slug), code=303)
    return _page(queries.campaign_or_404(slug, actor_now()), form)
