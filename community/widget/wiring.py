"""Attaches the widget."""

from flask import Flask

from community.kernel.web import csrf
from community.widget import bundle, origins, page_routes, routes


def init_app(app: Flask) -> None:
    """Register its answers, where no cookie counts, so that nothing can be forged; and its pages."""
    csrf.exempt(routes.bp)
    app.extensions["huzhu_widget"] = bundle.bundled(app)
    app.register_blueprint(routes.bp)
    app.register_blueprint(page_routes.bp)
    origins.init_app(app)
