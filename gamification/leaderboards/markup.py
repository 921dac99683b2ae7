"""Rows of boards as HTML, kept by everything that they show: most rows of a page are those of the page before."""

from functools import lru_cache

from flask import current_app, request
from markupsafe import Markup

from community.accounts import avatars
from community.kernel.languages import current_language
from gamification.leaderboards.queries import Row

TEMPLATE = "gamification/leaderboards/_row.html"


def board_row(row: Row, level: str, *, own: bool) -> Markup:
    """One row; `level` is the word for the level, or empty for a reader who hides the game."""
    member = row.member
    return _made(
        row.rank,
        member.name,
        member.display_name,
        avatars.url_of(member),
        row.points,
        level,
        row.counts if level else (0, 0, 0),
        own,
        current_language(),
        request.script_root,  # stands before every address
    )


@lru_cache(maxsize=2_048)
def _made(
    rank: int,
    name: str,
    display_name: str,
    avatar_url: str,
    points: int,
    level: str,
    counts: tuple[int, int, int],
    own: bool,  # noqa: FBT001
    _language: str,
    _root: str,
) -> Markup:
    template = current_app.jinja_env.get_template(TEMPLATE)
    made: Markup = template.module.board_row(  # type: ignore[attr-defined]
        rank, name, display_name, avatar_url, points, level, counts, own
    )
    return made
