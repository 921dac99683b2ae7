"""All that was said in a thread, in the order of time, for who works with it rather than reads it: in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
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
from community.reading.thread import Opening, seen_by


@dataclass(frozen=True, slots=True)
class Turns:
    """The question, then its answers and comments, oldest first; and the asker's standing, as of now."""

    posts: Sequence[Post]
    standing: Standing


def turns_of(begun: Opening, actor: Actor) -> Turns:
    """What `actor` may see of it; raises NotFound."""
    question = begun.question
    if not sees(question, actor):
        raise NotFound
    standings, standing = ports().standing, Standing()
    query = _said(standings, privileged=may(actor, Permission.SEE_HELD))
    found: list[Answer | Comment] = []
    for post, column in db.session.execute(query, {"question": question.id, "reader": actor.member_id}):
        if post.id == question.id:
            standing = standings.read(column)
        else:
            found.append(post)
    shown = {question.id, *(each.id for each in found if isinstance(each, Answer))}
    said = [each for each in found if not isinstance(each, Comment) or each.parent_id in shown]
    return Turns([question, *sorted(said, key=lambda each: (each.created_at, each.id))], standing)


@cache
def _said(standings: StandingDirectory, *, privileged: bool) -> Select[*tuple[Any, ...]]:
    """Made once. The question is asked for as well, for the standing beside it: whoever asks holds it already."""
    said = with_polymorphic(Post, [Answer, Comment])
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
