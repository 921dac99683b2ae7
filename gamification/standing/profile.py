"""The part of a profile that tells of standing: level, points, badges."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import has_request_context, render_template
from markupsafe import Markup

from community.accounts.models import Member
from community.accounts.session import current_member
from community.kernel.asking import asked
from gamification.badges import queries as badges
from gamification.licences import queries as licences
from gamification.reputation import pages
from gamification.standing.way import way_of


@dataclass(frozen=True, slots=True)
class Game:
    """What a profile shows of the game: the share of the way to the next level, and a section of its own.

    `licences` are no game; they come along since they are read with the standing.
    """

    share: float
    section: Markup
    licences: Sequence[tuple[str, str, str]]


def profile_standing(member: Member) -> Game | None:
    """Level with the way to the next one, points, and badges of a member; None when either hides the game."""
    reader = current_member() if has_request_context() else None
    if hidden_between(member, reader):
        return None
    own = reader is not None and reader.id == member.id
    row, held = licences.with_standing(member.id)
    way, awards = way_of(member.id, row, own=own), badges.awards_of(member.id, by_holder=own)
    shown = badges.picked(awards)
    page = render_template(
        "gamification/_standing.html",
        name=member.name,
        points=row.points if row else 0,
        growth=asked(pages.growth(member.id)) if row else None,
        way=way,
        awards=shown,
        more_awards=len(awards) - len(shown),
        own=own,
    )
    return Game(way.share, Markup(page), held)  # noqa: S704 - our own template escaped what it shows


def hidden_between(member: Member, reader: Member | None) -> bool:
    """Whether the standing of `member` is not for this reader: one of the two hides the game."""
    return member.hides_game or (reader is not None and reader.hides_game)
