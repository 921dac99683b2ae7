"""Attaches the insights: their page, their entry in the navigation, and the block of the front page."""

from flask import Flask
from flask_babel import gettext

from community.kernel import blocks, templating
from community.kernel.policy import Permission, actor_now, may
from moderation.insights import block, routes


def init_app(app: Flask) -> None:
    """Register all three."""
    app.register_blueprint(routes.bp)
    templating.add_nav(app, _nav)
    blocks.offer(app, block.BLOCK)


def _nav() -> list[dict[str, object]]:
    if not may(actor_now(), Permission.SEE_INSIGHTS):
        return []
    return [{"url": "/insights", "label": gettext("Insights"), "icon": "insights"}]
