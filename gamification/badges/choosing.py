"""Which badges a member shows."""

from collections.abc import Sequence

from sqlalchemy import delete

from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Invalid
from community.kernel.words import N_
from gamification.badges import queries
from gamification.badges.models import ChosenBadge


def choose(member_id: int, slugs: Sequence[str]) -> None:
    """Show these badges from now on, in this order; none: the best and newest. Raises Invalid."""
    wanted = list(dict.fromkeys(slugs))
    held = {award.badge.slug for award in queries.awards_of(member_id)}
    if len(wanted) > queries.MOST_CHOSEN:
        raise Invalid(N_("At most %(most)s badges, please."), field="badge", most=queries.MOST_CHOSEN)
    if set(wanted) - held:
        raise Invalid(N_("Only badges that you hold can stand on your profile."), field="badge")
    wait_for_turn(f"chosen-badges:{member_id}")  # of two tabs at once, one chooses after the other
    db.session.execute(delete(ChosenBadge).where(ChosenBadge.member_id == member_id))
    for position, slug in enumerate(wanted):
        db.session.add(ChosenBadge(member_id=member_id, badge=slug, position=position))
    db.session.flush()
