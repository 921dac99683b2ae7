"""Attaches the queue: its pages, its entry in the navigation, what must hold of it."""

from datetime import datetime, timedelta

from flask import Flask, g
from sqlalchemy.orm import Session

from community.imports.growth import parts
from community.kernel import blocks, checks, clock, navigation, picture_readers, worker
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from moderation.review import (
    block,
    bulk_routes,
    demonstration,
    growing,
    listing,
    queries,
    routes,
    undoing,
    weights,
    words,
)
from moderation.review.models import ReviewItem
from moderation.review.picture_readers import PLACES, in_queue


def init_app(app: Flask) -> None:
    """Register pages, words for templates, checks, and the parts of the demonstration."""
    picture_readers.register(app, in_queue, *PLACES)
    worker.add_tick(app, "review-undo", undoing.let_go)
    for pages in (routes, bulk_routes):
        app.register_blueprint(pages.bp)
    app.jinja_env.globals.update(
        weights_of=_weights_of,
        undo_until=_undo_until,
        review_words=queries.words_about,
        queue_words=words.queue_words,
    )
    navigation.add(app, _nav)
    blocks.offer(app, block.BLOCK)
    checks.register(
        app,
        checks.Check("one-open-review-item", _doubled),
        checks.Check("held-posts-are-watched", _unwatched),
        checks.Check("review-items-are-true", _untrue),
        checks.Check("reports-are-watched", _unwatched_reports),
    )
    demonstration.init_app(app)
    parts.register(app, "reviews", growing.look)


def _weights_of(item: ReviewItem) -> dict[str, int]:
    """What makes an item urgent now, part by part."""
    waited = weights.waited(item.created_at, clock.now())
    return {**item.parts, **({"waiting": waited} if waited else {})}


def _undo_until(item: ReviewItem) -> datetime:
    """When it is too late to undo the decision on an item."""
    return (item.decided_at or clock.now()) + timedelta(seconds=threshold("undo_seconds"))


def _doubled(_session: Session) -> list[str]:
    return queries.doubled_items()


def _unwatched(_session: Session) -> list[str]:
    return queries.unwatched_held_posts()


def _unwatched_reports(_session: Session) -> list[str]:
    return queries.unwatched_reports()


def _untrue(_session: Session) -> list[str]:
    return queries.untrue_items()


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.REVIEW):
        return []
    if "open_reviews" not in g:
        g.open_reviews = listing.open_count(actor_now())
    count, more = min(g.open_reviews, listing.MOST), g.open_reviews > listing.MOST
    return [NavEntry("/review", N_("Review"), "review", count=count, more=more)]
