"""Campaigns, for programs."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from flask.typing import ResponseReturnValue

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import person
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from gamification.api import campaign_shapes as shapes
from gamification.campaigns import freezing, queries, services, tables
from gamification.campaigns.models import Campaign
from gamification.campaigns.rules import Plan, State
from gamification.campaigns.tables import Row

campaigns: Final = Resource("campaigns", __name__, tag="Campaigns")


@campaigns.get("/campaigns")
@requires(Permission.READ)
@campaigns.input(shapes.CampaignsAsked, location="query")
@campaigns.output(shapes.Campaigns)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Campaigns, the latest first; drafts only for those who run them."""
    found = queries.all_for(actor_now())
    wanted = query_data["state"]
    shown = [each for each in found if not wanted or queries.state_of(each) == wanted]
    return {"items": _told(shown), "next": None}


@campaigns.post("/campaigns")
@requires(Permission.RUN_CAMPAIGNS)
@once
@campaigns.input(shapes.NewCampaign)
@campaigns.output(shapes.CampaignOut, 201)
def create(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Make a draft. Nobody but admins sees it until it is published."""
    with unit_of_work():
        return _told([services.create(Plan(**_typed(json_data)), by=actor_now())])[0]


@campaigns.get("/campaigns/<slug>")
@requires(Permission.READ)
@campaigns.output(shapes.CampaignOut)
def show(slug: str) -> ResponseReturnValue:
    """One campaign with its rules."""
    return _told([queries.campaign_or_404(slug, actor_now())])[0]


@campaigns.patch("/campaigns/<slug>")
@requires(Permission.RUN_CAMPAIGNS)
@campaigns.input(shapes.ChangedCampaign)
@campaigns.output(shapes.CampaignOut)
def change(slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Change what is given. While a campaign runs, only texts and a later end can change."""
    with unit_of_work():
        found = queries.campaign_or_404(slug, actor_now())
        plan = replace(queries.plan_of(found), **_typed(json_data))
        return _told([services.edit(found.id, plan, by=actor_now())])[0]


@campaigns.get("/campaigns/<slug>/standing")
@requires(Permission.READ)
@campaigns.input(shapes.StandingAsked, location="query")
@campaigns.output(shapes.StandingOut)
def standing(slug: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """The standing now, or the final one (`final`); empty before the campaign begins and when it is called off.

    `own` is the row of the member who asks, wherever it stands.
    """
    found = queries.campaign_or_404(slug, actor_now())
    state = queries.state_of(found)
    if state not in {State.RUNNING, State.ENDED, State.FROZEN}:
        return {"items": [], "next": None, "final": False, "own": None, "total": 0}
    own_id = actor_now().member_id
    table = tables.table(found, own_id, query_data["limit"])
    own = table.own or next((row for row in table.rows if row.member and row.member.id == own_id), None)
    return {
        "items": [_row(row) for row in table.rows],
        "next": None,
        "final": state is State.FROZEN,
        "own": _row(own) if own else None,
        "total": table.total,
    }


@campaigns.get("/campaigns/<slug>/preview")
@requires(Permission.RUN_CAMPAIGNS)
@campaigns.output(shapes.StandingOut)
def preview(slug: str) -> ResponseReturnValue:
    """What the same rules would have given over the last thirty days."""
    table, _terms = tables.preview(queries.campaign_or_404(slug, actor_now()))
    rows = [_row(row) for row in table.rows]
    return {"items": rows, "next": None, "final": False, "own": None, "total": table.total}


@campaigns.post("/campaigns/<slug>/publish")
@requires(Permission.RUN_CAMPAIGNS)
@once
@campaigns.output(shapes.CampaignOut)
def publish(slug: str) -> ResponseReturnValue:
    """Show a draft to everyone."""
    with unit_of_work():
        found = queries.campaign_or_404(slug, actor_now())
        return _told([services.publish(found.id, by=actor_now())])[0]


@campaigns.post("/campaigns/<slug>/freeze")
@requires(Permission.RUN_CAMPAIGNS)
@once
@campaigns.output(shapes.CampaignOut)
def freeze(slug: str) -> ResponseReturnValue:
    """Make the standing of a campaign that is over final, and pay its rewards."""
    with unit_of_work():
        found = queries.campaign_or_404(slug, actor_now())
        freezing.freeze_by_hand(found.id, by=actor_now())
        return _told([found])[0]


@campaigns.post("/campaigns/<slug>/cancel")
@requires(Permission.RUN_CAMPAIGNS)
@once
@campaigns.input(shapes.Cancelling)
@campaigns.output(shapes.CampaignOut)
def cancel(slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Call a campaign off, with a reason that everyone can read."""
    with unit_of_work():
        found = queries.campaign_or_404(slug, actor_now())
        return _told([services.cancel(found.id, json_data["reason"], by=actor_now())])[0]


def _typed(given: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if name == "tags" else value for name, value in given.items()}


def _told(found: Sequence[Campaign]) -> list[dict[str, Any]]:
    tags = queries.tags_of([each.id for each in found])
    return [shapes.told(each, [tag.name for tag in tags[each.id]]) for each in found]


def _row(row: Row) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "member": person(row.member),
        "points": row.score,
        "reward": row.reward,
        "deeds": row.deed_count,
    }
