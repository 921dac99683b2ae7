"""Attaches the other opinion: its job, and what the page of a case says of it."""

from typing import NamedTuple

from flask import Flask

from community.kernel.job_kinds import Registry
from moderation.opinion import queries, rules, services


class Told(NamedTuple):
    """What a model said of a text, as a page shows it: the detectors that it would let fire, with its scores."""

    model: str
    fired: list[tuple[str, float]]


def second_opinion(text: str) -> Told | None:
    """What the model in use said about a text; None where it said nothing."""
    scores = queries.opinion_on(text)
    if scores is None:
        return None
    fired = [(slug, scores[slug]) for slug in rules.ASKED if scores.get(slug, 0.0) >= rules.FIRES]
    return Told(queries.model(), fired)


def init_app(app: Flask) -> None:
    """Register the job that asks, and the template global `second_opinion`."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(services.JOB, services.ask, in_transaction=False)
    app.jinja_env.globals["second_opinion"] = second_opinion
