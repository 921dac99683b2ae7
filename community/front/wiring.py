"""Attaches the front page and the blocks of this package."""

from flask import Flask

from community.front import demonstration, needed, own, reading_blocks, routes
from community.kernel import blocks


def init_app(app: Flask) -> None:
    """Register the pages; packages above offer blocks of their own."""
    app.register_blueprint(routes.bp)
    for part in (own, needed, reading_blocks):
        blocks.offer(app, *part.BLOCKS)
    demonstration.init_app(app)
