"""Attaches the widget."""

from flask import Flask

from community.kernel.web import csrf
from community.widget import bundle, origins, routes


def init_app(app: Flask) -> None:
    """Register its pages and answers. No cookie counts there, so nothing can be forged."""
    csrf.exempt(routes.bp)
    app.extensions["huzhu_widget"] = bundle.bundled(app)
    app.register_blueprint(routes.bp)
    origins.init_app(app)
