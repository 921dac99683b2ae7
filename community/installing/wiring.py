"""Attaches what makes the site an app."""

from flask import Flask

from community.installing import keeping, routes
from community.kernel.web import csrf


def init_app(app: Flask) -> None:
    """Register the pages. What the device shares carries no token; it only fills in a form."""
    csrf.exempt(routes.share)
    app.register_blueprint(routes.bp)
    app.after_request(keeping.mark)
