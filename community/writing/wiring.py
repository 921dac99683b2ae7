"""Attaches the help for writing to the application."""

from flask import Flask

from community.kernel.thresholds import whole
from community.posts import once, picture_leave, picture_seeing, pictures_of_leavers, stray_files
from community.search.offers import Shelf
from community.writing import routes


def init_app(app: Flask) -> None:
    """Register its pages, name forms, and fill the port that knows what was asked already."""
    app.register_blueprint(routes.bp)
    app.extensions["huzhu_ports"].librarian = Shelf()
    once.init_app(app)
    pictures_of_leavers.init_app(app)
    stray_files.init_app(app)
    picture_seeing.init_app(app)
    app.jinja_env.globals["tags_most"] = lambda: whole("tags_most")
    app.jinja_env.filters["with_leave"] = picture_leave.with_leave
