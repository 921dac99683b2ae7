"""Which teams somebody works in, and who of a team is there."""

from community.kernel.policy import Actor
from moderation.staff.queries import colleague, colleagues


def teams_of(actor: Actor) -> tuple[str, ...]:
    """The teams that somebody named as theirs, or those of their tier; admins see all."""
    me = colleague(actor.id)
    return me.serves if me else ()


def on_duty(tier: int, team: str) -> list[int]:
    """Those of a tier who take cases, are there and may get those of a team; where nobody does, all who are there."""
    there = [each for each in colleagues() if tier in each.tiers and each.takes_cases and each.is_there]
    return [each.id for each in there if team in each.serves] or [each.id for each in there]
