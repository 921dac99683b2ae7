"""What customers wrote in the last days, in small pieces, with the facts that a rule goes by; reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import aliased, joinedload, selectin_polymorphic

from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import STAFF
from community.kernel.ports import ports
from community.posts import vault
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.escalation import facts, history, queries, rules, service_hours
from moderation.escalation.catalogue import SILENCE
from moderation.escalation.rules import EscalationRule, Facts

DAYS: Final = 7
MOST_DAYS: Final = 28
MOST: Final = 5_000
PIECE: Final = 200
_READABLE: Final = (PostStatus.PUBLISHED, PostStatus.HELD)
_STARS: Final = "low-stars"
_LOOKING_BACK: Final = frozenset({"expert-level", "repeated-contact"})
_SPARED_BY_PAST: Final = frozenset({"angry-complaint"})  # what was before can only keep it silent


@dataclass(frozen=True, slots=True)
class Written:
    """A post of an asker with its question and what a rule may know about it."""

    post: Post
    question: Question
    facts: Facts


def ids_since(since: datetime) -> list[int]:
    """Everything that askers wrote in their own threads since then, the newest first."""
    written = union_all(_asked(since), _added(Answer, since), _added(Comment, since)).subquery()
    rows = db.session.execute(select(written.c.id).order_by(written.c.created_at.desc(), written.c.id.desc()))
    return [row[0] for row in rows]


def _asked(since: datetime) -> Select[Any]:
    post, question = Post.__table__.c, Question.__table__.c
    return (
        select(post.id, post.created_at)
        .join(Question.__table__, question.id == post.id)
        .join(Member, Member.id == post.author_id)
        .where(
            post.created_at >= since,
            post.status.in_(_READABLE),
            post.external_source.is_(None),
            question.merged_into_id.is_(None),
            Member.role.not_in(sorted(STAFF)),
        )
    )


def _added(kind: type[Answer] | type[Comment], since: datetime) -> Select[Any]:
    post, beneath, asked = Post.__table__.c, kind.__table__.c, aliased(Post.__table__)
    return (
        select(post.id, post.created_at)
        .join(kind.__table__, beneath.id == post.id)
        .join(asked, asked.c.id == beneath.question_id)
        .join(Member, Member.id == post.author_id)
        .where(
            post.created_at >= since,
            post.status.in_(_READABLE),
            asked.c.status.in_(_READABLE),
            asked.c.author_id == post.author_id,
            post.external_source.is_(None),
            Member.role.not_in(sorted(STAFF)),
        )
    )


def read(ids: Sequence[int], rule: EscalationRule) -> Iterator[Written]:
    """These posts with the facts that this rule needs, piece by piece, in their order."""
    for start in range(0, len(ids), PIECE):
        yield from _piece(ids[start : start + PIECE], rule)


def _piece(ids: Sequence[int], rule: EscalationRule) -> Iterator[Written]:
    query = (
        select(Post).where(Post.id.in_(ids)).options(selectin_polymorphic(Post, [Question, Answer, Comment]))
    )
    posts = {post.id: post for post in db.session.scalars(query)}
    threads = {post.thread_id for post in posts.values()}
    asked = select(Question).where(Question.id.in_(threads)).options(joinedload(Question.author))
    questions = {question.id: question for question in db.session.scalars(asked)}
    authors = {post.author_id for post in posts.values() if post.author_id is not None}
    standings = ports().standing.standings_of(authors)
    covered = vault.kinds_of(ids)
    for post_id in ids:
        post = posts.get(post_id)
        question = questions.get(post.thread_id) if post is not None else None
        if post is None or question is None:
            continue
        standing = standings.get(post.author_id or 0)
        scores = facts.lazily(post, question, standing.level if standing else 1)
        seen = facts.seen_in(post, scores, covered.get(post_id, ()))
        yield Written(post, question, _more(seen, post, question, rule))


def _more(seen: Facts, post: Post, question: Question, rule: EscalationRule) -> Facts:
    """What only some rules ask for."""
    if rule.own:
        seen = replace(seen, scene=facts.scene_of(post, question))
    if rule.slug in _LOOKING_BACK or (rule.slug in _SPARED_BY_PAST and rules.heard(rule, seen)):
        seen = replace(seen, past=history.before(post, question, post.created_at))
    if post.id != question.id:
        return seen
    if rule.slug == _STARS:
        return queries.facts_of_stars(question)
    if rule.slug == SILENCE or rule.waits_minutes is not None:
        return replace(seen, silent_for=silence_of(question), patience=queries.patience())
    return seen


def silence_of(question: Question) -> timedelta:
    """How much service time a question had, or has had so far, without an answer."""
    ends = (question.first_answered_at, question.closed_at, question.solved_at)
    until = min((end for end in ends if end is not None), default=clock.now())
    return service_hours.waited(question.asked_at, until)
