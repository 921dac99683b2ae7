"""All that was said in a thread, in the order of time, for who works with it rather than reads it: in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, select, union_all
from sqlalchemy.orm import joinedload, with_polymorphic

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor, Permission, may
from community.kernel.ports import Standing, StandingDirectory, ports
from community.posts.models import Post
from community.posts.queries import sees
from community.questions.models import Question
from community.reading.thread import seen_by


@dataclass(frozen=True, slots=True)
class Turns:
    """The answers and comments of a question, oldest first; and the asker's standing, as of now."""

    question: Question
    posts: Sequence[Post]
    standing: Standing


def turns_of(question_id: int, actor: Actor) -> Turns:
    """What `actor` may see of it, the question without its tags; raises NotFound."""
    standings = ports().standing
    query = _said(standings, privileged=may(actor, Permission.SEE_HELD))
    rows = db.session.execute(query, {"question": question_id, "reader": actor.member_id}).all()
    question, column = next((row for row in rows if row[0].id == question_id), (None, None))
    if question is None or not sees(question, actor):
        raise NotFound
    found = [each for each, _column in rows if each is not question]
    shown = {question_id, *(each.id for each in found if isinstance(each, Answer))}
    said = [each for each in found if not isinstance(each, Comment) or each.parent_id in shown]
    return Turns(question, sorted(said, key=lambda each: (each.created_at, each.id)), standings.read(column))


@lru_cache(maxsize=8)
def _said(standings: StandingDirectory, *, privileged: bool) -> Select[*tuple[Any, ...]]:
    """Made once: it takes longer than to ask it."""
    said = with_polymorphic(Post, [Question, Answer, Comment])
    asked: BindParameter[int] = bindparam("question")
    answers, comments = Answer.__table__.c, Comment.__table__.c
    ids = union_all(
        select(answers.id).where(answers.question_id == asked),
        select(comments.id).where(comments.question_id == asked),
        select(asked),
    )
    query = (
        select(said)
        .where(said.id.in_(ids), or_(said.id == asked, seen_by(bindparam("reader"), privileged=privileged)))
        .options(joinedload(said.author))
    )
    return standings.beside(query, said.author_id)
