"""Attaches share links to pages."""

from flask import Flask

from community.sharing.visits import share_link


def init_app(app: Flask) -> None:
    """Fill the template global `share_link`."""
    app.jinja_env.globals["share_link"] = share_link
