"""The block of the front page that tells of the way to the next level; not there for who hides the game."""

from typing import Final

from community.accounts.session import current_member
from community.kernel.blocks import Block, Rows
from community.kernel.policy import Actor
from community.kernel.ports import standing_now
from community.kernel.words import N_
from gamification.standing.way import Way, way_from


def _plays(actor: Actor) -> bool:
    member = current_member()
    return actor.signed_in and not actor.is_staff and member is not None and not member.hides_game


def _way(actor: Actor, _rows: Rows) -> Way:
    standing = standing_now()  # read for every page anyway
    return way_from(actor.id, standing.level, standing.below_since)


BLOCK: Final = Block(
    slug="progress",
    title=N_("Your way"),
    about=N_("How far you are to the next level"),
    template="gamification/standing/_front.html",
    place=70,
    seen_by=_plays,
    read=_way,
)
