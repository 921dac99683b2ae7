"""Attaches this package's part of the REST interface."""

from flask import Flask

from community.api.blueprint import attach
from moderation.api import (
    appeals,
    canned,
    case_work,
    cases,
    channels,
    covered,
    customer,
    flags,
    gate,
    insights,
    lists,
    macros,
    openness,
    promise_setting,
    promises,
    review,
    reviewers,
    rulebook,
    sanctions,
    surveys,
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
        case_work.bp,
        channels.bp,
        canned.bp,
        customer.bp,
        macros.bp,
        surveys.bp,
        insights.bp,
        covered.bp,
        lists.bp,
        openness.bp,
        promises.bp,
        promise_setting.bp,
    )
