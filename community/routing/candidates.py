"""Who could be asked to help, found without looking at everything that was ever answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import STAFF
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.ratings.models import Rating
from community.routing import matching
from community.routing.matching import Deed, Match
from community.tags.models import QuestionTag, Tag

LATELY: Final = 600  # so many of the newest answers of all, and
IN_A_TAG: Final = 300  # those to so many of the newest questions of each tag, are looked at


def ranked(question: Question, at: datetime) -> tuple[list[Match], dict[int, set[str]]]:
    """Helpers for a question, the best first, and the languages in which each of them has answered."""
    names = _tags(question.id)
    answers = {row.id: row for row in db.session.execute(_answers(_newest(at), question)).all()}
    for tag_id in names.values():
        answers |= {row.id: row for row in db.session.execute(_answers(_newest_in(tag_id), question)).all()}
    total = db.session.scalar(select(func.count()).select_from(Question.__table__)) or 0
    uses = dict(db.session.execute(select(Tag.name, Tag.question_count).where(Tag.name.in_(names))).all())
    deeds = _deeds(list(answers.values()), at)
    spoken: dict[int, set[str]] = {}
    for deed in deeds:
        spoken.setdefault(deed.member_id, set()).add(deed.lang)
    return matching.ranked(deeds, matching.tag_weights(names, uses, total), question.lang, at), spoken


def _tags(question_id: int) -> dict[str, int]:
    query = select(Tag.name, Tag.id).join(QuestionTag, QuestionTag.tag_id == Tag.id)
    rows = db.session.execute(query.where(QuestionTag.question_id == question_id)).all()
    return {name: tag_id for name, tag_id in rows}  # noqa: C416 - rows are not tuples to the checker


def _newest(at: datetime) -> Any:
    """The questions of the newest answers."""
    newest = (
        select(Post.__table__.c.id)
        .where(
            Post.__table__.c.status == PostStatus.PUBLISHED,
            Post.__table__.c.kind == "answer",
            Post.__table__.c.created_at < at,
        )
        .order_by(Post.__table__.c.created_at.desc())
        .limit(LATELY)
    )
    return Answer.__table__.c.id.in_(newest)


def _newest_in(tag_id: int) -> Any:
    """The answers to the newest questions of a tag."""
    newest = (
        select(QuestionTag.question_id)
        .where(QuestionTag.tag_id == tag_id)
        .order_by(QuestionTag.question_id.desc())
        .limit(IN_A_TAG)
    )
    return Answer.__table__.c.question_id.in_(newest)


def _answers(which: Any, question: Question) -> Select[Any]:
    post, answer = Post.__table__.c, Answer.__table__.c
    return (
        select(answer.id, answer.question_id, answer.accepted_at, post.author_id, post.created_at, post.lang)
        .join(Post.__table__, post.id == answer.id)
        .join(Member, Member.id == post.author_id)
        .where(
            which,
            post.status == PostStatus.PUBLISHED,
            Member.status == MemberStatus.ACTIVE,
            Member.role.not_in(sorted(STAFF)),
            post.author_id.is_distinct_from(question.author_id),
            answer.question_id != question.id,
        )
    )


def _deeds(rows: Sequence[Any], at: datetime) -> list[Deed]:
    rows = [row for row in rows if row.created_at < at]
    tags: dict[int, set[str]] = {}
    stars: dict[int, tuple[int, int]] = {}
    for some in (rows[start : start + 500] for start in range(0, len(rows), 500)):
        questions = {row.question_id for row in some}
        named = select(QuestionTag.question_id, Tag.name).join(Tag, Tag.id == QuestionTag.tag_id)
        for question_id, name in db.session.execute(named.where(QuestionTag.question_id.in_(questions))):
            tags.setdefault(question_id, set()).add(name)
        given = (
            select(Rating.answer_id, func.count(), func.sum(Rating.stars))
            .where(Rating.answer_id.in_([row.id for row in some]), Rating.withdrawn_at.is_(None))
            .group_by(Rating.answer_id)
        )
        stars |= {answer: (count, int(total)) for answer, count, total in db.session.execute(given)}
    return [
        Deed(
            member_id=row.author_id,
            given_at=row.created_at,
            tags=frozenset(tags.get(row.question_id, ())),
            lang=row.lang,
            accepted=row.accepted_at is not None,
            ratings=stars.get(row.id, (0, 0))[0],
            stars=stars.get(row.id, (0, 0))[1],
        )
        for row in rows
    ]
