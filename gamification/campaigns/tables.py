"""The standing of a campaign as pages and programs show it: live while it runs, from its final rows afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db, table_of
from community.kernel.kept import shelf
from gamification.campaigns import queries
from gamification.campaigns.models import Campaign, CampaignStanding
from gamification.campaigns.pictures import Bar, bars, shares
from gamification.campaigns.players import takes_part
from gamification.campaigns.rewards import Purse, rewards
from gamification.campaigns.scoring import Place, Standing, Terms

MOST: Final = 100  # rows that a page shows
final = table_of(CampaignStanding)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `member` is None where somebody has left or hides the game since; the place stays theirs.

    `left` tells the two apart.
    """

    rank: int
    member: Member | None
    score: int
    reward: int
    deed_count: int
    left: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The best rows, the reader's own where it is not among them, and what the pictures show."""

    rows: Sequence[Row]
    own: Row | None
    total: int
    paid: int
    bars: Sequence[Bar]
    shares: Sequence[tuple[str, int, float]]


@dataclass(frozen=True, slots=True)
class Live:
    """A standing with what it would earn."""

    standing: Standing
    owed: Mapping[int, int]
    place_of: Mapping[int, Place]


def table(campaign: Campaign, viewer_id: int | None, limit: int = MOST) -> Table:
    """The standing of a campaign: the final one once there is one."""
    return _final(campaign, viewer_id, limit) if campaign.frozen_at else _live(campaign, viewer_id, limit)


def preview(campaign: Campaign) -> tuple[Table, Terms]:
    """The table that the same rules would have given over the last thirty days, and their dates."""
    found, terms = queries.preview(campaign)
    return _shown(campaign, _with_rewards(campaign, found), terms, None, MOST), terms


def live(campaign: Campaign) -> Live:
    """The standing of a campaign that is not frozen; where it takes long, at most a minute old."""
    campaign_id, edited_at = campaign.id, campaign.edited_at

    def make() -> Live:
        read = db.session.get_one(Campaign, campaign_id)
        return _with_rewards(read, queries.standing_now(read))

    found: Live = shelf("campaigns").get((campaign_id, edited_at), make)
    return found


def _with_rewards(campaign: Campaign, found: Standing) -> Live:
    purse = Purse(campaign.budget, campaign.rate, campaign.band)
    owed = rewards({place.member_id: place.score for place in found.places}, purse) if campaign.budget else {}
    return Live(found, owed, {place.member_id: place for place in found.places})


def _live(campaign: Campaign, viewer_id: int | None, limit: int) -> Table:
    return _shown(campaign, live(campaign), queries.terms_of(campaign), viewer_id, limit)


def _shown(campaign: Campaign, found: Live, terms: Terms, viewer_id: int | None, limit: int) -> Table:
    places = found.standing.places[:limit]
    shown = {place.member_id for place in places}
    own = found.place_of.get(viewer_id) if viewer_id is not None and viewer_id not in shown else None
    members = _members([place.member_id for place in [*places, *([own] if own else [])]])

    def row(place: Place) -> Row:
        owed = found.owed.get(place.member_id, 0)
        return Row(place.rank, members[place.member_id], place.score, owed, place.deed_count)

    # Who was suspended, or hid the game, since this was read stands in it no longer.
    rows = [row(place) for place in places if place.member_id in members]
    last = min(clock.now(), terms.ends_at - timedelta(microseconds=1))
    return Table(
        rows,
        row(own) if own and own.member_id in members else None,
        len(found.standing.places),
        sum(found.owed.values()),
        bars(found.standing.by_day, terms.starts_at.date(), last.date()),
        shares(found.standing.by_metric),
    )


def _members(member_ids: Iterable[int]) -> dict[int, Member]:
    query = select(Member).where(Member.id.in_(list(member_ids)), takes_part())
    return {each.id: each for each in db.session.scalars(query)}


def _final(campaign: Campaign, viewer_id: int | None, limit: int) -> Table:
    own_part = final.c.member_id == viewer_id
    query = (
        select(final, Member)
        .outerjoin(Member, (Member.id == final.c.member_id))
        .where(final.c.campaign_id == campaign.id)
        .order_by(final.c.rank, final.c.member_id)
    )
    found = list(db.session.execute(query.limit(limit)))
    rows = [_final_row(each) for each in found]
    own = None
    if viewer_id is not None and all(each.member_id != viewer_id for each in found):
        mine = db.session.execute(query.where(own_part)).first()
        own = _final_row(mine) if mine else None
    total, paid = db.session.execute(
        select(func.count(), func.coalesce(func.sum(final.c.reward), 0)).where(
            final.c.campaign_id == campaign.id
        )
    ).one()
    result = campaign.result or {}
    by_day = {date.fromisoformat(day): int(count) for day, count in result.get("days", [])}
    last = campaign.ends_at - timedelta(microseconds=1)
    return Table(
        rows,
        own,
        int(total),
        int(paid),
        bars(by_day, campaign.starts_at.astimezone(UTC).date(), last.astimezone(UTC).date()),
        shares({str(name): int(count) for name, count in result.get("metrics", {}).items()}),
    )


def _final_row(found: Any) -> Row:
    member: Member = found.Member
    shown = member if member.is_open and not member.hides_game else None
    return Row(found.rank, shown, found.score, found.reward, found.deed_count, not member.is_open)
