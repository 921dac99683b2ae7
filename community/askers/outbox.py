"""What a letter to whoever asked from outside says at the moment it is sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from community.accounts.tokens import LinkExpired
from community.askers import queries
from community.askers.models import AskerQuestion
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.masks import labelled
from community.questions.models import Question
from community.routing.models import Letter


def answer_now(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """An answer in the words of now; None once its reader wants no more, or it is gone."""
    params = payload["params"]
    try:
        asker = queries.of_word(secret_links.word_of(payload["links"]["link"]["seed"]))
    except LinkExpired:
        return None
    if not asker.is_reachable:
        return None
    if "letter_id" not in params:  # an earlier version has left it waiting
        return payload
    letter = db.session.get(Letter, params["letter_id"])
    asked = select(Question).join(AskerQuestion, AskerQuestion.question_id == Question.id)
    question = db.session.scalars(
        asked.where(Question.id == params["question_id"], AskerQuestion.asker_id == asker.id)
    ).one_or_none()
    if letter is None or question is None:
        return None
    now = {"title": labelled(question.title), "body": labelled(letter.body_markdown)}
    return {**payload, "params": {**params, **now}}
