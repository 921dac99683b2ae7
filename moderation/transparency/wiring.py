"""Attaches the public counts: their page, the tick that adds them up, and their check."""

from datetime import timedelta

from flask import Flask

from community.kernel import checks, worker
from community.kernel.templating import span
from moderation.transparency import queries, routes, services


def init_app(app: Flask) -> None:
    """Attach the feature."""
    app.register_blueprint(routes.bp)
    app.jinja_env.globals["wait_words"] = wait_words
    worker.add_tick(app, "public-counts", services.add_up)
    checks.register(app, checks.Check("public-counts", queries.breaches))


def wait_words(seconds: int) -> str:
    """A wait in words; none was shorter than a minute that anyone could feel."""
    return span(timedelta(seconds=max(seconds, 60)))
