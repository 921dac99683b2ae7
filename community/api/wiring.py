"""Attaches the REST interface to the application."""

from flask import Flask

from community.api import (
    answers,
    articles,
    checking,
    curation,
    document,
    invitations,
    invites,
    letters,
    notifications,
    posts,
    questions,
    search,
    webhooks,
)
from community.api.blueprint import attach
from community.api.deeds import forget_old
from community.kernel import worker


def init_app(app: Flask) -> None:
    """Register the resources of this package; the packages above add theirs."""
    document.init_app(app)
    attach(
        app,
        articles.bp,
        document.bp,
        questions.bp,
        answers.bp,
        checking.bp,
        posts.bp,
        search.bp,
        curation.bp,
        invitations.bp,
        invites.bp,
        letters.bp,
        notifications.bp,
        webhooks.bp,
    )
    worker.add_tick(app, "api.forget_old_keys", forget_old)
