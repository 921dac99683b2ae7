"""Attaches the front page and the blocks of this package."""

from flask import Flask

from community.front import demonstration, needed, own, page, reading_blocks, routes, services
from community.kernel import blocks, navigation
from community.kernel.worker import add_tick


def init_app(app: Flask) -> None:
    """Register the pages; packages above offer blocks of their own."""
    app.register_blueprint(routes.bp)
    for part in (own, needed, reading_blocks):
        blocks.offer(app, *part.BLOCKS)
    add_tick(app, "front.forget_old", services.forget_old)
    navigation.pin(app, page.pages_in_front)
    demonstration.init_app(app)
