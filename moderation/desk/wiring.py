"""Attaches the desk: its entry in the navigation, and articles among its suggestions."""

from flask import Flask, g

from community.channels.models import ChannelMessage
from community.kernel import blocks, navigation
from community.kernel.navigation import NavEntry
from community.kernel.picture_readers import register_for
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_
from moderation.desk import block, listing
from moderation.desk.article_help import articles_for
from moderation.desk.next_reply import add_part
from moderation.escalation.models import CaseNote


def init_app(app: Flask) -> None:
    """Register both."""
    navigation.add(app, _nav)
    register_for(app, Permission.WORK_CASES, CaseNote.__tablename__, ChannelMessage.__tablename__)
    blocks.offer(app, block.BLOCK)
    with app.app_context():
        add_part(articles_for)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.WORK_CASES):
        return []
    if "open_cases" not in g:
        g.open_cases = listing.own_count(actor_now())
    count, more = min(g.open_cases, listing.MOST), g.open_cases > listing.MOST
    return [
        NavEntry("/desk", N_("Desk"), "desk", count=count, more=more),
        NavEntry("/desk/today", N_("My day"), "calendar", aside=True),
        NavEntry("/desk/canned", N_("Canned responses"), "note", aside=True),
    ]
