"""Attaches the insights: their page, their entry in the navigation, and the block of the front page."""

from flask import Flask

from community.kernel import blocks, navigation
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_
from moderation.insights import block, routes


def init_app(app: Flask) -> None:
    """Register all three."""
    app.register_blueprint(routes.bp)
    navigation.add(app, _nav)
    blocks.offer(app, block.BLOCK)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.SEE_INSIGHTS):
        return []
    return [NavEntry("/insights", N_("Insights"), "insights")]
