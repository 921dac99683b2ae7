"""Attaches what makes the site an app."""

from flask import Flask

from community.installing import keeping, routes, worker
from community.kernel.web import csrf


def init_app(app: Flask) -> None:
    """Register the pages. What the device shares carries no token; it only fills in a form."""
    csrf.exempt(routes.share)
    app.extensions["huzhu_service_worker"] = worker.kept(app)
    app.register_blueprint(routes.bp)
    app.after_request(keeping.mark)
