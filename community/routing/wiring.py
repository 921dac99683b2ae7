"""Attaches the ladder: the picture on the page of a question, and its check."""

from flask import Flask

from community.kernel import checks
from community.routing.path import need_path
from community.routing.queries import broken_paths


def init_app(app: Flask) -> None:
    """Fill the template global `need_path`, and watch that moves lead to where needs stand."""
    app.jinja_env.globals["need_path"] = need_path
    checks.register(app, checks.Check("ladder", broken_paths))
