"""Finding helpers for a question from the answers, acceptances and stars that were there at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select

from community.accounts import queries as accounts
from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import STAFF
from community.kernel.restraints import Restraint
from community.kernel.text import detect_language, fold
from community.posts.models import Post, PostStatus
from community.questions import services as questions
from community.questions.models import Question
from community.ratings.models import Rating
from community.routing import matching
from community.routing.matching import Deed, Match
from community.routing.rings import Helping
from community.tags.models import QuestionTag, Tag

AT_A_TIME: Final = 100


@dataclass(frozen=True, slots=True)
class Expert:
    """A helper with the member they are."""

    member: Member
    match: Match


def for_question(question: Question, at: datetime, limit: int) -> list[Expert]:
    """Helpers for a question as of `at`; neither its asker nor its own answers count."""
    tags = questions.tag_names(question.id)
    return _found(tags, question.lang, at, limit, asker_id=question.author_id, question_id=question.id)


def for_text(text: str, tags: Sequence[str], at: datetime, limit: int) -> list[Expert]:
    """Helpers for a text that nobody has asked yet; without `tags`, those that it names."""
    return _found(tags or named_tags(text), detect_language(text), at, limit)


def named_tags(text: str) -> list[str]:
    """The tags whose name or Chinese label stands in a text."""
    words = f" {' '.join(fold(text).replace('-', ' ').split())} "
    rows = db.session.execute(select(Tag.name, Tag.label_zh).where(Tag.question_count > 0)).all()
    return [
        name
        for name, label in rows
        if f" {name.replace('-', ' ')} " in words or (label and fold(label) in words)
    ]


def _found(
    tags: Sequence[str],
    lang: str,
    at: datetime,
    limit: int,
    *,
    asker_id: int | None = None,
    question_id: int | None = None,
) -> list[Expert]:
    uses, total = _uses(tags, at)
    deeds = _deeds(at, asker_id, question_id)
    ranked = matching.ranked(deeds, matching.tag_weights(tags, uses, total), lang, at)
    found: list[Expert] = []
    for start in range(0, len(ranked), AT_A_TIME):
        some = ranked[start : start + AT_A_TIME]
        members = accounts.members_of([match.member_id for match in some])
        found += [
            Expert(members[match.member_id], match) for match in some if _is_ready(members[match.member_id])
        ]
        if len(found) >= limit:
            break
    return found[:limit]


def _is_ready(member: Member) -> bool:
    """Whether a member lets others ask them for help at all; nobody looks at today's hours or how many asked."""
    never = Helping.of(member.settings).a_day == 0
    return not never and Restraint.NO_AGREEMENT not in member.restraints_at(clock.now())


def _uses(tags: Sequence[str], at: datetime) -> tuple[dict[str, int], int]:
    """How many questions carried each tag at a moment, and how many there were."""
    question = Question.__table__.c
    rows = db.session.execute(
        select(Tag.name, func.count())
        .join(QuestionTag, QuestionTag.tag_id == Tag.id)
        .join(Question.__table__, question.id == QuestionTag.question_id)
        .where(Tag.name.in_(tags), question.asked_at < at)
        .group_by(Tag.name)
    ).all()
    total = db.session.scalar(
        select(func.count()).select_from(Question.__table__).where(question.asked_at < at)
    )
    return {name: count for name, count in rows}, total or 0  # noqa: C416 - rows are not tuples to the checker


def _deeds(at: datetime, asker_id: int | None, question_id: int | None) -> list[Deed]:
    """Every answer of a helper before a moment, with what was known about it then."""
    post, answer = Post.__table__.c, Answer.__table__.c
    rows = db.session.execute(
        select(post.author_id, post.created_at, post.lang, answer.accepted_at, answer.id, answer.question_id)
        .join(Answer.__table__, answer.id == post.id)
        .join(Member, Member.id == post.author_id)
        .where(
            post.created_at < at,
            post.status == PostStatus.PUBLISHED,
            Member.status == MemberStatus.ACTIVE,
            Member.role.not_in(sorted(STAFF)),
            post.author_id.is_distinct_from(asker_id),
            answer.question_id.is_distinct_from(question_id),
        )
    ).all()
    tags = _tags_by_question()
    stars = _stars_before(at)
    return [
        Deed(
            member_id=author_id,
            given_at=given_at,
            tags=tags.get(of_question, frozenset()),
            lang=lang,
            accepted=accepted_at is not None and accepted_at < at,
            ratings=stars.get(answer_id, (0, 0))[0],
            stars=stars.get(answer_id, (0, 0))[1],
        )
        for author_id, given_at, lang, accepted_at, answer_id, of_question in rows
    ]


def _tags_by_question() -> dict[int, frozenset[str]]:
    rows = db.session.execute(
        select(QuestionTag.question_id, Tag.name).join(Tag, Tag.id == QuestionTag.tag_id)
    ).all()
    found: dict[int, set[str]] = {}
    for question_id, name in rows:
        found.setdefault(question_id, set()).add(name)
    return {question_id: frozenset(names) for question_id, names in found.items()}


def _stars_before(at: datetime) -> dict[int, tuple[int, int]]:
    """How many ratings each answer had at a moment, and the sum of their stars."""
    rows = db.session.execute(
        select(Rating.answer_id, func.count(), func.sum(Rating.stars))
        .where(Rating.created_at < at, or_(Rating.withdrawn_at.is_(None), Rating.withdrawn_at >= at))
        .group_by(Rating.answer_id)
    ).all()
    return {answer_id: (count, int(total)) for answer_id, count, total in rows}
