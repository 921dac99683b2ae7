"""Members of the demonstration community who report a post."""

from collections.abc import Mapping

from flask import Flask

from community.imports.demonstration import parts
from community.imports.demonstration.script import Verb
from community.kernel.policy import Actor
from community.posts.queries import post_or_404
from moderation.flags import services


def flag(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Report a post with the reason and the note of the content file."""
    services.flag(post_or_404(post_id), words["reason"], words["note"], by=by)


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.register(app, Verb.FLAG, flag)
