"""What is counted for everyone that no entry of the log tells: posts at the gate, reports, waits."""

from typing import Final

from community.kernel import clock, events
from community.kernel.db import db
from community.posts.models import Post
from moderation.review.models import ReviewItem
from moderation.transparency import services
from moderation.transparency.rules import bucket

AGAIN: Final = frozenset({"restored", "resubmitted"})


def published(event: events.PostPublished) -> None:
    """A post became public: at once, at once and to be looked at, or after it was held."""
    post = db.session.get_one(Post, event.post_id)
    if post.published_at is not None and post.published_at > post.created_at:
        services.note("gate:released")
    else:
        services.note("gate:review" if event.review else "gate:published", *_findings(event.findings))


def held(event: events.PostHeld) -> None:
    """A new post waits; one that waits again after an edit is not posted a second time."""
    post = db.session.get_one(Post, event.post_id)
    again = post.revision_count > 1 or AGAIN & set(event.findings)
    services.note("gate:held-again" if again else "gate:held", *_findings(event.findings))


def _findings(slugs: tuple[str, ...]) -> list[str]:
    return [f"finding:{slug}" for slug in sorted(set(slugs) - AGAIN)]


def reported(_event: events.FlagRaised) -> None:
    services.note("flag:raised")


def report_decided(event: events.FlagResolved) -> None:
    services.note("flag:upheld" if event.upheld else "flag:dismissed")


def reviewed(event: events.ReviewDecided) -> None:
    """How long the post had waited."""
    item = db.session.get(ReviewItem, event.item_id)
    if item is not None:
        waited = (clock.now() - item.created_at).total_seconds()
        services.note(f"wait:review:{bucket(waited)}")
