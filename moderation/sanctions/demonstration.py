"""Sanctions in the demonstration community: imposed on the author of a post, with that post as evidence."""

from collections.abc import Mapping

from flask import Flask

from community.imports.demonstration import parts
from community.imports.demonstration.script import Verb
from community.kernel.errors import NotFound
from community.kernel.policy import Actor
from community.posts.queries import post_or_404
from moderation.sanctions import services
from moderation.sanctions.checking import Order
from moderation.sanctions.rules import Kind


def sanction(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Warn, limit or suspend who wrote the post."""
    order = Order(
        kind=Kind(words["kind"]),
        reason=words["reason"],
        words=words["body"],
        note=words["note"],
        limit=words["limit"],
        days=int(words["days"]) if words["days"] else None,
        post_ids=(post_id,),
    )
    services.impose(_author_of(post_id), order, by=by)


def note(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Leave a note on who wrote the post."""
    services.add_note(_author_of(post_id), words["note"], by=by)


def _author_of(post_id: int) -> int:
    author_id = post_or_404(post_id).author_id
    if author_id is None:
        raise NotFound
    return author_id


def init_app(app: Flask) -> None:
    """Take these parts."""
    parts.register(app, Verb.SANCTION, sanction)
    parts.register(app, Verb.CONDUCT_NOTE, note)
