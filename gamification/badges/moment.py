"""The news of new badges: one calm card on the next page that a member opens, until they put it away."""

from dataclasses import dataclass

from flask import render_template, request
from markupsafe import Markup
from sqlalchemy import select

from community.accounts.session import current_member
from community.kernel.db import db
from community.kernel.ports import standing_now
from gamification.badges import shelf
from gamification.badges.models import BadgeAward
from gamification.badges.rules import Badge

SHOWN = 6


@dataclass(frozen=True, slots=True)
class News:
    """The badges that a member was given and has not been shown yet, newest first; `last` names the newest award."""

    badges: list[Badge]
    last: int


def news_of(member_id: int) -> News | None:
    """What is new for a member; None when nothing is."""
    query = select(BadgeAward.id, BadgeAward.badge).where(
        BadgeAward.member_id == member_id, BadgeAward.seen_at.is_(None)
    )
    rows = db.session.execute(query.order_by(BadgeAward.id.desc())).all()
    known = shelf.named({row.badge for row in rows})
    badges = [known[slug] for slug in dict.fromkeys(row.badge for row in rows) if slug in known]
    return News(badges, rows[0].id) if badges else None


def award_moment() -> Markup:
    """The card for the member who reads this page; empty for visitors, for who hides the game, and mostly.

    Whether there is news stands in the standing that each page reads anyway.
    """
    member = current_member()
    if member is None or member.hides_game or not standing_now().unseen_awards:
        return Markup()
    news = news_of(member.id)
    if news is None:
        return Markup()
    card = render_template("gamification/badges/_moment.html", news=news, most=SHOWN, back=_here())
    return Markup(card)  # noqa: S704 - our own template escaped what it shows


def _here() -> str:
    """This page's address, where it can be opened again."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
