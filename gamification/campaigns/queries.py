"""Reads campaigns: which there are, their rules, their standing now or for ever."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select

from community.accounts.models import Member, MemberStatus
from community.kernel import clock
from community.kernel.db import db, table_of
from community.kernel.errors import NotFound
from community.kernel.languages import current_language
from community.kernel.meanwhile import base_of
from community.kernel.policy import Actor, Permission, may
from community.kernel.thresholds import threshold
from community.tags.models import Tag
from gamification.campaigns import rules
from gamification.campaigns.deeds import deeds
from gamification.campaigns.models import Campaign, CampaignReward, CampaignStanding, CampaignTag
from gamification.campaigns.rules import Moments, Plan, State
from gamification.campaigns.rulings import counting
from gamification.campaigns.scopes import Scope
from gamification.campaigns.scoring import Standing, Terms, standing

PER_LIST: Final = 60
PODIUM: Final = 3
DAY: Final = timedelta(days=1)
final, lines, has_tag = map(table_of, (CampaignStanding, CampaignReward, CampaignTag))


def state_of(campaign: Campaign) -> State:
    """The state at this moment."""
    moments = Moments(
        campaign.starts_at,
        campaign.ends_at,
        campaign.published_at,
        campaign.cancelled_at,
        campaign.frozen_at,
    )
    return rules.state(moments, clock.now())


def freezes_at(campaign: Campaign) -> datetime:
    """When the standing becomes final by itself."""
    return rules.freezes_at(campaign.ends_at, timedelta(hours=threshold("points_mature_hours")))


def turns(campaign: Campaign) -> list[datetime]:
    """The moments at which its page says something else by itself: it begins, it ends, a day less is left."""
    now = clock.now()
    moments = [campaign.starts_at, campaign.ends_at, freezes_at(campaign)]
    return moments + [each - (-((now - each) // DAY) - 1) * DAY for each in moments if each > now]


def in_own_words(latin: str, chinese: str) -> str:
    """The text in the reader's language, or in the one that there is."""
    return (chinese or latin) if current_language() == "zh-Hans" else (latin or chinese)


def title_of(campaign: Campaign) -> str:
    return in_own_words(campaign.title, campaign.title_zh)


def seen_by(campaign: Campaign, by: Actor) -> bool:
    """Drafts, and what was cancelled before anyone saw it, are for those who run campaigns."""
    return campaign.published_at is not None or may(by, Permission.RUN_CAMPAIGNS)


def campaign_or_404(slug: str, by: Actor) -> Campaign:
    found = db.session.scalars(select(Campaign).where(Campaign.slug == slug)).one_or_none()
    if found is None or not seen_by(found, by):
        raise NotFound
    return found


def all_for(by: Actor) -> Sequence[Campaign]:
    """The campaigns that this reader may see, the latest first."""
    query = select(Campaign).order_by(Campaign.starts_at.desc(), Campaign.id.desc()).limit(PER_LIST)
    if not may(by, Permission.RUN_CAMPAIGNS):
        query = query.where(Campaign.published_at.is_not(None))
    return db.session.scalars(query).all()


def running() -> Sequence[Campaign]:
    """Those that run at this moment, the first to end first."""
    now = clock.now()
    return db.session.scalars(
        select(Campaign)
        .where(
            Campaign.published_at.is_not(None),
            Campaign.cancelled_at.is_(None),
            Campaign.starts_at <= now,
            Campaign.ends_at > now,
        )
        .order_by(Campaign.ends_at, Campaign.id)
    ).all()


def due_to_begin() -> list[int]:
    """Published, running, and not told of yet; who hears of one that is over hears too late."""
    now = clock.now()
    query = select(Campaign.id).where(
        Campaign.published_at.is_not(None),
        Campaign.began_at.is_(None),
        Campaign.cancelled_at.is_(None),
        Campaign.frozen_at.is_(None),
        Campaign.starts_at <= now,
        Campaign.ends_at > now,
    )
    return list(db.session.scalars(query.order_by(Campaign.id)))


def due_to_freeze() -> list[int]:
    """Over for so long that every rating has ripened, and not frozen yet."""
    ripe = clock.now() - timedelta(hours=threshold("points_mature_hours"))
    query = select(Campaign.id).where(
        Campaign.published_at.is_not(None),
        Campaign.frozen_at.is_(None),
        Campaign.cancelled_at.is_(None),
        Campaign.ends_at <= ripe,
    )
    return list(db.session.scalars(query.order_by(Campaign.id)))


def tags_of(campaign_ids: Collection[int]) -> dict[int, list[Tag]]:
    """The tags of campaigns, by name."""
    found: dict[int, list[Tag]] = {campaign_id: [] for campaign_id in campaign_ids}
    query = (
        select(has_tag.c.campaign_id, Tag)
        .join(Tag, Tag.id == has_tag.c.tag_id)
        .where(has_tag.c.campaign_id.in_(campaign_ids))
        .order_by(Tag.name)
    )
    for campaign_id, tag in db.session.execute(query):
        found[campaign_id].append(tag)
    return found


def terms_of(campaign: Campaign) -> Terms:
    return Terms(
        weights=campaign.weights,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        daily_cap=campaign.daily_cap,
        pair_cap=campaign.pair_cap,
        ties=campaign.ties,
    )


def plan_of(campaign: Campaign) -> Plan:
    """What was decided about a campaign, as it can be decided anew."""
    values = {name: getattr(campaign, name) for name in Plan.__dataclass_fields__ if name != "tags"}
    tags = tuple(tag.name for tag in tags_of([campaign.id])[campaign.id])
    return Plan(**values, tags=tags)


def base_of_campaign(campaign: Campaign) -> str:
    """What the form of a campaign is filled with, in short."""
    return base_of(asdict(plan_of(campaign)))


def standing_now(campaign: Campaign) -> Standing:
    """The standing that the record gives at this moment, read anew."""
    return _read(campaign, terms_of(campaign))


def preview(campaign: Campaign) -> tuple[Standing, Terms]:
    """What the same rules would have given over the last thirty days, and those dates."""
    given, now = terms_of(campaign), clock.now()
    dated = Terms(
        weights=given.weights,
        starts_at=now - rules.PREVIEW,
        ends_at=now,
        daily_cap=given.daily_cap,
        pair_cap=given.pair_cap,
        ties=given.ties,
    )
    return _read(campaign, dated), dated


def _read(campaign: Campaign, terms: Terms) -> Standing:
    tag_ids = tuple(tag.id for tag in tags_of([campaign.id])[campaign.id])
    scope = Scope(terms.starts_at, terms.ends_at, tag_ids, campaign.lang, campaign.product)
    return standing(counting(deeds(terms.weights, scope)), terms)


def paid_to(campaign_id: int) -> list[tuple[int, int]]:
    """What the reward ledger of a campaign holds: (member, amount) a line."""
    query = select(lines.c.member_id, lines.c.amount).where(lines.c.campaign_id == campaign_id)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def owed_by(campaign_id: int) -> dict[int, int]:
    """What a frozen campaign owes each member."""
    query = select(final.c.member_id, final.c.reward).where(
        final.c.campaign_id == campaign_id, final.c.reward > 0
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def members_of(member_ids: Collection[int]) -> dict[int, Member]:
    """Members by id."""
    wanted = [each for each in member_ids if each is not None]
    if not wanted:
        return {}
    return {each.id: each for each in db.session.scalars(select(Member).where(Member.id.in_(wanted)))}


def taken(slug: str, title_key: str, but: int | None) -> Sequence[Campaign]:
    """Other campaigns of this address or title."""
    query = select(Campaign).where(or_(Campaign.slug == slug, Campaign.title_key == title_key))
    return db.session.scalars(query if but is None else query.where(Campaign.id != but)).all()


def locked(campaign_id: int) -> Campaign:
    """A campaign that nobody else changes until the transaction ends."""
    found = db.session.scalars(
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def podiums(campaign_ids: Collection[int]) -> dict[int, list[tuple[int, Member]]]:
    """The first three places of frozen campaigns, without those who left or hide the game."""
    query = (
        select(final.c.campaign_id, final.c.rank, Member)
        .join(Member, Member.id == final.c.member_id)
        .where(
            final.c.campaign_id.in_(campaign_ids),
            final.c.rank <= PODIUM,
            Member.status != MemberStatus.CLOSED,
            Member.hides_game.is_(False),
        )
        .order_by(final.c.campaign_id, final.c.rank, Member.id)
    )
    found: dict[int, list[tuple[int, Member]]] = {campaign_id: [] for campaign_id in campaign_ids}
    for campaign_id, rank, member in db.session.execute(query):
        if len(found[campaign_id]) < PODIUM:
            found[campaign_id].append((rank, member))
    return found
