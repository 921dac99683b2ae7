"""Which teams somebody works in, and who of a team is there."""

from community.kernel.policy import Actor
from moderation.escalation.queries import own_tier
from moderation.staff.catalogue import TEAMS
from moderation.staff.queries import colleagues, profile_of


def teams_of(actor: Actor) -> tuple[str, ...]:
    """The teams that somebody named as theirs, or those of their tier; admins see all."""
    profile = profile_of(actor.id)
    tier = own_tier(actor)
    named = tuple(map(str, profile.teams)) if profile else ()
    return named or tuple(each.slug for each in TEAMS if tier is None or each.tier == tier)


def on_duty(tier: int, team: str) -> list[int]:
    """Those of a tier who take cases, are there and work in a team; where nobody named the team, all who are there."""
    there = [each for each in colleagues() if tier in each.tiers and each.takes_cases and each.is_there]
    return [each.id for each in there if team in each.teams] or [each.id for each in there]
