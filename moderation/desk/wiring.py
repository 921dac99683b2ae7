"""Attaches the desk: its entry in the navigation, and articles among its suggestions."""

from flask import Flask, g
from flask_babel import gettext

from community.channels.models import ChannelMessage
from community.kernel import blocks, templating
from community.kernel.picture_readers import register_for
from community.kernel.policy import Permission, actor_now, may
from moderation.desk import block, listing
from moderation.desk.article_help import articles_for
from moderation.desk.next_reply import add_part
from moderation.escalation.models import CaseNote


def init_app(app: Flask) -> None:
    """Register both."""
    templating.add_nav(app, _nav)
    register_for(app, Permission.WORK_CASES, CaseNote.__tablename__, ChannelMessage.__tablename__)
    blocks.offer(app, block.BLOCK)
    with app.app_context():
        add_part(articles_for)


def _nav() -> list[dict[str, object]]:
    if not may(actor_now(), Permission.WORK_CASES):
        return []
    if "open_cases" not in g:
        g.open_cases = listing.own_count(actor_now())
    count, more = min(g.open_cases, listing.MOST), g.open_cases > listing.MOST
    return [
        {"url": "/desk", "label": gettext("Desk"), "icon": "desk", "count": count, "more": more},
        {"url": "/desk/today", "label": gettext("My day"), "icon": "calendar", "aside": True},
        {"url": "/desk/canned", "label": gettext("Canned responses"), "icon": "note", "aside": True},
    ]
