"""Staff of the demonstration community at their cases."""

from collections.abc import Mapping

from flask import Flask

from community.imports.demonstration import parts
from community.imports.demonstration.script import Verb
from community.kernel.errors import NotFound
from community.kernel.policy import Actor
from community.posts.queries import post_or_404
from moderation.escalation import noting, queries, replying, working


def _case(post_id: int) -> int:
    case = queries.open_case_of_question(post_or_404(post_id).thread_id)
    if case is None:
        raise NotFound
    return case.id


def _claim(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    working.claim(_case(post_id), by=by)


def _note(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    noting.note(_case(post_id), words["body"], by=by)


def _reply(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    replying.reply(_case(post_id), words["body"], by=by)


def _wait(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    working.wait(_case(post_id), by=by)


def _resolve(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    working.resolve(_case(post_id), words.get("note", ""), by=by)


def _return(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    working.return_to_crowd(_case(post_id), words["note"], by=by)


def init_app(app: Flask) -> None:
    """Take these parts."""
    for verb, part in (
        (Verb.CASE_CLAIM, _claim),
        (Verb.CASE_NOTE, _note),
        (Verb.CASE_REPLY, _reply),
        (Verb.CASE_WAIT, _wait),
        (Verb.CASE_RESOLVE, _resolve),
        (Verb.CASE_RETURN, _return),
    ):
        parts.register(app, verb, part)
