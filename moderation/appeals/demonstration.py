"""Appeals in the demonstration community: against the newest sanction of whoever wrote a post."""

from collections.abc import Mapping

from flask import Flask

from community.imports.demonstration import parts
from community.imports.demonstration.script import Verb
from community.kernel.errors import NotFound
from community.kernel.policy import Actor
from community.posts.queries import post_or_404
from moderation.appeals import deciding, queries, services
from moderation.appeals.models import Appeal
from moderation.appeals.rules import Outcome
from moderation.sanctions import queries as sanctions


def appeal(_post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Appeal against one's newest sanction."""
    services.appeal(sanctions.sanctions_of(by.id)[0].id, words["body"], by=by)


def ask(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Take the author's appeal and ask them something."""
    found = _appeal_about(post_id)
    services.take(found.id, by=by)
    services.ask(found.id, words["body"], by=by)


def answer(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Answer what was asked."""
    services.answer(_appeal_about(post_id).id, words["body"], by=by)


def decide(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Take the author's appeal and decide about it."""
    found = _appeal_about(post_id)
    services.take(found.id, by=by)
    days = int(words["days"]) if words["days"] else None
    deciding.decide(found.id, deciding.Ruling(Outcome(words["decision"]), words["body"], days), by=by)


def _appeal_about(post_id: int) -> Appeal:
    author_id = post_or_404(post_id).author_id
    for each in sanctions.sanctions_of(author_id) if author_id is not None else ():
        found = queries.appeal_against(each.id)
        if found is not None:
            return found
    raise NotFound


def init_app(app: Flask) -> None:
    """Take these parts."""
    parts.register(app, Verb.APPEAL, appeal)
    parts.register(app, Verb.APPEAL_ASK, ask)
    parts.register(app, Verb.APPEAL_ANSWER, answer)
    parts.register(app, Verb.APPEAL_DECIDE, decide)
