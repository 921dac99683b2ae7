"""What programs send and get about campaigns."""

from typing import Any, Final

from apiflask import Schema
from flask import url_for
from marshmallow import fields, validate

from community.api.shapes import Asked, Given, Limit, Moment, PersonOut, Text, Whole, page_of
from gamification.campaigns import queries
from gamification.campaigns.models import Campaign
from gamification.campaigns.rules import BUDGET_MOST, CAP_MOST, RATE_MOST, Orientation, State, Ties

ORIENTATIONS: Final = [each.value for each in Orientation]
STATES: Final = [each.value for each in State]
TIES: Final = [each.value for each in Ties]
LONGEST_TYPED: Final = 5_000
AS_KEPT: Final = (
    *("slug", "orientation", "weights", "lang", "product", "starts_at", "ends_at", "frozen_at"),
    *("daily_cap", "pair_cap", "ties", "budget", "rate", "band"),
)


class Typed(Text):
    """A text of some length; the rules judge it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(validate=validate.Length(max=LONGEST_TYPED), **given)


class ChangedCampaign(Given):
    """What shall be another; the rest stays."""

    orientation = fields.String(validate=validate.OneOf(ORIENTATIONS))
    slug = Typed()
    title = Typed()
    title_zh = Typed()
    text = Typed()
    text_zh = Typed()
    weights = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(strict=True),
        metadata={
            "description": "Points for each deed: a whole number from 0 to 100 by the name of a metric."
        },
    )
    tags = fields.List(Typed())
    lang = Typed()
    product = Typed()
    starts_at = Moment()
    ends_at = Moment()
    daily_cap = Whole(1, CAP_MOST)
    pair_cap = Whole(1, CAP_MOST)
    ties = fields.String(validate=validate.OneOf(TIES))
    budget = fields.Integer(strict=True, metadata={"minimum": 0, "maximum": BUDGET_MOST})
    unit = Typed()
    unit_zh = Typed()
    rate = Whole(1, RATE_MOST)
    band = Whole(1, CAP_MOST)


class NewCampaign(ChangedCampaign):
    """A new campaign; what is left out is as in an empty form."""

    orientation = fields.String(required=True, validate=validate.OneOf(ORIENTATIONS))
    weights = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True), required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)


class Cancelling(Given):
    """Why a campaign is called off."""

    reason = Typed(required=True)


class CampaignsAsked(Asked):
    """Which campaigns."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES]))


class StandingAsked(Asked):
    """How many rows."""

    limit = Limit()


class CampaignOut(Schema):
    """A campaign. `title` and `text` are by language; `reason` says why one was called off."""

    slug = fields.String(required=True)
    url = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    orientation = fields.String(required=True, validate=validate.OneOf(ORIENTATIONS))
    title = fields.Dict(required=True, keys=fields.String(), values=fields.String())
    text = fields.Dict(required=True, keys=fields.String(), values=fields.String())
    weights = fields.Dict(required=True, keys=fields.String(), values=fields.Integer())
    tags = fields.List(fields.String(), required=True)
    lang = fields.String(required=True)
    product = fields.String(required=True)
    starts_at = fields.DateTime(required=True)
    ends_at = fields.DateTime(required=True)
    freezes_at = fields.DateTime(required=True)
    frozen_at = fields.DateTime(required=True, allow_none=True)
    daily_cap = fields.Integer(required=True)
    pair_cap = fields.Integer(required=True)
    ties = fields.String(required=True, validate=validate.OneOf(TIES))
    budget = fields.Integer(required=True)
    unit = fields.Dict(required=True, keys=fields.String(), values=fields.String())
    rate = fields.Integer(required=True)
    band = fields.Integer(required=True)
    reason = fields.String(required=True, allow_none=True)


class PlaceOut(Schema):
    """One place; equal scores may share a rank. The member has nulls where somebody left or hides the game."""

    rank = fields.Integer(required=True)
    member = fields.Nested(PersonOut, required=True)
    points = fields.Integer(required=True)
    reward = fields.Integer(required=True)
    deeds = fields.Integer(required=True)


Campaigns = page_of(CampaignOut, "Campaigns")
Places = page_of(PlaceOut, "Places")


class StandingOut(Places):  # type: ignore[misc,valid-type]
    """A standing; `final` once nothing can change it, `total` counts all places."""

    final = fields.Boolean(required=True)
    own = fields.Nested(PlaceOut, required=True, allow_none=True)
    total = fields.Integer(required=True)


def told(campaign: Campaign, tags: list[str]) -> dict[str, Any]:
    """A campaign as `CampaignOut` shows it."""
    return {name: getattr(campaign, name) for name in AS_KEPT} | {
        "url": url_for("campaigns.show", slug=campaign.slug, _external=True),
        "state": queries.state_of(campaign),
        "title": _by_language(campaign.title, campaign.title_zh),
        "text": _by_language(campaign.text, campaign.text_zh),
        "unit": _by_language(campaign.unit, campaign.unit_zh),
        "tags": tags,
        "freezes_at": queries.freezes_at(campaign),
        "reason": campaign.cancel_reason or None,
    }


def _by_language(latin: str, chinese: str) -> dict[str, str]:
    return {name: text for name, text in (("en", latin), ("zh-Hans", chinese)) if text}
