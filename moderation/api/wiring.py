"""Attaches this package's part of the REST interface."""

from flask import Flask

from community.api.blueprint import attach
from moderation.api import cases, flags, insights, review, reviewers


def init_app(app: Flask) -> None:
    """Register the resources."""
    attach(app, flags.bp, review.bp, reviewers.bp, cases.bp, insights.bp)
