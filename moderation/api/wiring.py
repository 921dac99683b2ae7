"""Attaches this package's part of the REST interface."""

from flask import Flask

from community.api.blueprint import attach
from moderation.api import (
    appeals,
    cases,
    covered,
    flags,
    gate,
    insights,
    lists,
    openness,
    review,
    reviewers,
    rulebook,
    sanctions,
)


def init_app(app: Flask) -> None:
    """Register the resources."""
    attach(
        app,
        flags.bp,
        gate.bp,
        review.bp,
        reviewers.bp,
        rulebook.bp,
        sanctions.bp,
        appeals.bp,
        cases.bp,
        insights.bp,
        covered.bp,
        lists.bp,
        openness.bp,
    )
