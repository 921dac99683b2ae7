"""Making, changing, publishing and calling off campaigns."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.text import fold
from community.kernel.text import slug as slug_of
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.tags import queries as tags
from community.tags.models import Tag
from gamification.campaigns import checking, queries, rules
from gamification.campaigns.models import Campaign, CampaignTag
from gamification.campaigns.rules import MayEdit, Plan, State

REASON_SHORTEST = 5
REASON_LONGEST = 400


def create(plan: Plan, *, by: Actor) -> Campaign:
    """Keep a new campaign as a draft that only those who run campaigns see."""
    ensure(by, Permission.RUN_CAMPAIGNS)
    plan = _named(plan)
    _refuse(problems_with(plan, but=None))
    now = clock.now()
    campaign = Campaign(created_by_id=by.id, created_at=now, edited_at=now, **_columns(plan))
    db.session.add(campaign)
    _flush()
    _attach(campaign.id, plan.tags)
    return campaign


def problems_with(plan: Plan, *, but: int | None) -> list[Invalid | Conflict]:
    """Everything that must be mended in a plan, what other campaigns and the tags say included."""
    plan = _named(plan)
    found: list[Invalid | Conflict] = [*checking.problems(plan, clock.now())]
    for name in plan.tags:
        try:
            tags.tag_or_404(name)
        except NotFound:
            found.append(Invalid(N_("There is no tag “%(name)s”."), field="tags", name=name[:40]))
            break
    return found + _collisions(plan, but)


def _collisions(plan: Plan, but: int | None) -> list[Invalid | Conflict]:
    found: list[Invalid | Conflict] = []
    others = queries.taken(plan.slug, _title_key(plan), but)
    if any(other.title_key == _title_key(plan) for other in others):
        found.append(Conflict(N_("Another campaign has this title; choose another."), field="title"))
    elif others:
        found.append(Conflict(N_("Another campaign has this address; choose another."), field="slug"))
    return found


def edit(campaign_id: int, plan: Plan, *, by: Actor, base: str | None = None) -> Campaign:
    """Change a campaign: all of it until it begins, its texts and a later end while it runs.

    Conflict is raised where it is no longer what the admin saw, which `base` says.
    """
    ensure(by, Permission.RUN_CAMPAIGNS)
    campaign = queries.locked(campaign_id)
    before = queries.base_of_campaign(campaign)
    allowed = rules.may_edit(queries.state_of(campaign))
    if allowed is MayEdit.NOTHING:
        raise Conflict(N_("This campaign is over; what it was stays as it is."))
    if allowed is MayEdit.TEXTS:
        plan = _lengthened(campaign, plan)
    else:
        plan = _named(plan)
        _refuse(problems_with(plan, but=campaign.id))
    for name, value in _columns(plan).items():
        setattr(campaign, name, value)
    campaign.edited_at = clock.now()
    _flush()
    _attach(campaign.id, plan.tags)
    ensure_unchanged(base, before, queries.base_of_campaign(campaign))
    return campaign


def running_problems(campaign: Campaign, plan: Plan) -> list[Invalid | Conflict]:
    """What is wrong with new texts and a new end of a campaign that runs."""
    kept = _texts_of(campaign, plan)
    length = checking.end_problems(plan.ends_at, was=campaign.ends_at, starts_at=campaign.starts_at)
    return [*checking.text_problems(kept), *length, *_collisions(kept, campaign.id)]


def _texts_of(campaign: Campaign, plan: Plan) -> Plan:
    """The campaign's own plan with the texts and the end of another."""
    return replace(
        queries.plan_of(campaign),
        title=plan.title.strip(),
        title_zh=plan.title_zh.strip(),
        text=plan.text.strip(),
        text_zh=plan.text_zh.strip(),
        ends_at=plan.ends_at,
    )


def _lengthened(campaign: Campaign, plan: Plan) -> Plan:
    kept = _texts_of(campaign, plan)
    if _rules_of(plan) != _rules_of(kept):
        raise Conflict(N_("While a campaign runs, its rules stay: only texts and a later end can change."))
    _refuse(running_problems(campaign, plan))
    return kept


def _rules_of(plan: Plan) -> Plan:
    """A plan without what may change while it runs."""
    return replace(
        plan,
        title="",
        title_zh="",
        text="",
        text_zh="",
        ends_at=plan.starts_at,
        weights={name: weight for name, weight in plan.weights.items() if weight},
    )


def publish(campaign_id: int, *, by: Actor) -> Campaign:
    """Show a draft to everyone; it begins at its start."""
    ensure(by, Permission.RUN_CAMPAIGNS)
    campaign = queries.locked(campaign_id)
    if queries.state_of(campaign) is not State.DRAFT:
        raise Conflict(N_("This campaign is no draft any more."))
    _refuse(problems_with(queries.plan_of(campaign), but=campaign.id))
    campaign.published_at = clock.now()
    ruled(campaign, "published", by=by)
    return campaign


def cancel(campaign_id: int, reason: str, *, by: Actor) -> Campaign:
    """Call a campaign off, with a reason that everyone can read. What is frozen stays."""
    ensure(by, Permission.RUN_CAMPAIGNS)
    reason = reason.strip()
    if not REASON_SHORTEST <= len(reason) <= REASON_LONGEST:
        raise Invalid(
            N_("Say why in %(shortest)s to %(longest)s characters; members will read it."),
            field="reason",
            shortest=REASON_SHORTEST,
            longest=REASON_LONGEST,
        )
    campaign = queries.locked(campaign_id)
    state = queries.state_of(campaign)
    if state is State.FROZEN:
        raise Conflict(N_("The standing is final; it cannot be called off any more."))
    if state is State.CANCELLED:
        raise Conflict(N_("This campaign was called off already."))
    campaign.cancelled_at, campaign.cancel_reason = clock.now(), reason
    ruled(campaign, "cancelled", by=by, reason=reason)
    return campaign


def ruled(campaign: Campaign, act: str, *, by: Actor, reason: str = "") -> None:
    """Tell what an admin did with a campaign: it spends a budget, so it stands in the log."""
    db.session.flush()
    tell(
        events.CampaignRuled(campaign_id=campaign.id, slug=campaign.slug, act=act, reason=reason, by_id=by.id)
    )


def _flush() -> None:
    """Write; the database decides when two choose one title or address at the same time."""
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict(N_("Another campaign has this title; choose another."), field="title") from None


def _refuse(found: Iterable[Invalid | Conflict]) -> None:
    for problem in found:
        raise problem


def _named(plan: Plan) -> Plan:
    """The plan with trimmed texts and, unless one was typed, an address from its title."""
    texts = ("title", "title_zh", "text", "text_zh", "unit", "unit_zh", "product", "slug")
    plan = replace(plan, **{name: getattr(plan, name).strip() for name in texts})
    title = plan.title or plan.title_zh
    return replace(plan, slug=plan.slug or (slug_of(title, "campaign") if title else ""))


def _title_key(plan: Plan) -> str:
    return " ".join(fold(plan.title or plan.title_zh).split())


def _columns(plan: Plan) -> dict[str, object]:
    names = [name for name in Plan.__dataclass_fields__ if name != "tags"]
    values = {name: getattr(plan, name) for name in names}
    weights = {name: weight for name, weight in plan.weights.items() if weight}
    return values | {"title_key": _title_key(plan), "weights": weights}


def _attach(campaign_id: int, names: Iterable[str]) -> None:
    db.session.execute(delete(CampaignTag).where(CampaignTag.campaign_id == campaign_id))
    for name in names:
        insert_once(CampaignTag, campaign_id=campaign_id, tag_id=tags.tag_or_404(name).id)


def hand_over(name: str, into_id: int) -> None:
    """Let campaigns about the tag of this name be about another one."""
    about = CampaignTag.tag_id.in_(select(Tag.id).where(Tag.name == name))
    twice = select(CampaignTag.campaign_id).where(CampaignTag.tag_id == into_id)
    unsynchronized = {"synchronize_session": False}
    db.session.execute(
        delete(CampaignTag).where(about, CampaignTag.campaign_id.in_(twice)), execution_options=unsynchronized
    )
    db.session.execute(
        update(CampaignTag).where(about).values(tag_id=into_id), execution_options=unsynchronized
    )
