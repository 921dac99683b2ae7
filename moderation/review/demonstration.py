"""Moderators of the demonstration community on their rounds: each item is claimed and decided as on the page."""

from collections.abc import Mapping

from flask import Flask

from community.imports.demonstration import parts
from community.imports.demonstration.script import Verb
from community.kernel.policy import Actor
from moderation.review import claiming, opening, services
from moderation.review.rules import Decision, ItemKind
from moderation.review.services import Opinion


def _decide(post_id: int, by: Actor, opinion: Opinion) -> None:
    item = opening.open_item_of(post_id)
    if item is None or item.kind == ItemKind.EDIT:
        return
    claiming.claim(item.id, by=by)
    services.decide(item.id, opinion, by=by)


def approve(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Find a post fine; nothing happens where none waits."""
    _decide(post_id, by, Opinion(Decision.APPROVE))


def refuse(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Keep a post back, for the reason in the content file."""
    if words["reason"] == "spam":
        opinion = Opinion(Decision.SPAM, words=words["note"])
    else:
        opinion = Opinion(Decision.REFUSE, words["reason"], words["note"])
    _decide(post_id, by, opinion)


def init_app(app: Flask) -> None:
    """Take these parts."""
    parts.register(app, Verb.APPROVE, approve)
    parts.register(app, Verb.REFUSE, refuse)
