"""The block of who helps: open questions that this very person could answer, each with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from flask import g
from sqlalchemy import Select, case, exists, func, literal, select

from community.answers.models import Answer
from community.front.models import FrontPass
from community.kernel import clock
from community.kernel.blocks import Block, Rows
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.kernel.words import N_
from community.posts.models import Post, PostStatus
from community.questions import queries as questions
from community.questions.models import Question
from community.reading.queries import Row
from community.routing.models import Invitation, Need, Stage
from community.tags.models import QuestionTag, Tag, TagFollow

SHOWN: Final = 5
PROFILE: Final = timedelta(days=180)  # how far back answers speak for a helper
OPEN_FOR: Final = timedelta(days=14)
TOPICS: Final = 20
FOLLOWED: Final = 1  # what following a tag weighs; an answer under it weighs one as well
_NONE: Final = 0  # no tag has this number


@dataclass(frozen=True, slots=True)
class Knows:
    """What a helper knows: answers by tag, tags followed without, and what each tag weighs."""

    answers: Mapping[str, int] = field(default_factory=dict)
    follows: frozenset[str] = frozenset()
    weights: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needed:
    """A question for this helper. `tag` is what they know of it, `answers` how many they gave there."""

    row: Row
    tag: str
    answers: int
    invited: bool


def knows(member_id: int) -> Knows:
    """What this helper knows."""
    post, answer = Post.__table__.c, Answer.__table__.c
    given = (
        select(QuestionTag.tag_id, func.count().label("answers"), literal(0).label("follows"))
        .select_from(Post.__table__)
        .join(Answer.__table__, answer.id == post.id)
        .join(QuestionTag, QuestionTag.question_id == answer.question_id)
        .where(
            post.author_id == member_id,
            post.status == PostStatus.PUBLISHED,
            post.created_at > clock.now() - PROFILE,
        )
        .group_by(QuestionTag.tag_id)
    )
    followed = select(TagFollow.tag_id, literal(0), literal(1)).where(TagFollow.member_id == member_id)
    both = given.union_all(followed).subquery()
    rows = db.session.execute(
        select(Tag.id, Tag.name, func.sum(both.c.answers), func.sum(both.c.follows))
        .join(both, both.c.tag_id == Tag.id)
        .group_by(Tag.id, Tag.name)
        .order_by(func.sum(both.c.answers).desc(), Tag.name)
        .limit(TOPICS)
    ).all()
    return Knows(
        answers={row[1]: int(row[2]) for row in rows if row[2]},
        follows=frozenset(row[1] for row in rows if not row[2]),
        weights={row[0]: int(row[2]) + FOLLOWED * int(row[3]) for row in rows},
    )


def _lists(actor: Actor) -> Mapping[str, Select[Any]]:
    """Open questions under the tags that the helper knows, those they were asked about first."""
    known = g.huzhu_knows = knows(actor.id)
    weight = case(known.weights, value=QuestionTag.tag_id, else_=0) if known.weights else literal(0)
    fit = (
        select(func.coalesce(func.sum(weight), 0))
        .where(QuestionTag.question_id == Question.id)
        .scalar_subquery()
    )
    # Asked of each of the few that are open: the tags of a helper may have thousands that are not.
    tagged = exists().where(
        QuestionTag.question_id == Question.id, QuestionTag.tag_id.in_([*known.weights, _NONE])
    )
    left = select(FrontPass.question_id).where(FrontPass.member_id == actor.member_id)
    opened = select(Question.id).where(
        Question.listed,
        questions.in_state("unanswered"),
        Question.needs_info_at.is_(None),
        Question.author_id.is_distinct_from(actor.member_id),
        Question.asked_at > clock.now() - OPEN_FOR,
        Question.id.not_in(left),
    )
    newest = (Question.asked_at.desc(), Question.id.desc())
    return {
        "asked": opened.where(Question.id.in_(_invited(actor.id))).order_by(*newest).limit(SHOWN),
        "fits": opened.where(tagged).order_by(fit.desc(), *newest).limit(SHOWN),
    }


def _invited(member_id: int) -> Select[Any]:
    """What a helper was asked about and has said nothing to, while it is still with the community."""
    return (
        select(Need.question_id)
        .join(Invitation, Invitation.need_id == Need.id)
        .where(
            Invitation.member_id == member_id,
            Invitation.answered_at.is_(None),
            Invitation.declined_at.is_(None),
            Need.stage == Stage.CROWD,
        )
    )


def _read(_actor: Actor, rows: Rows) -> Sequence[Needed]:
    known: Knows = g.pop("huzhu_knows", Knows())
    asked = [needed(row, known, invited=True) for row in rows["asked"]]
    seen = {each.row.id for each in asked}
    fits = [needed(row, known) for row in rows["fits"] if row.id not in seen]
    return [*asked, *fits][:SHOWN]


def needed(row: Row, known: Knows, *, invited: bool = False) -> Needed:
    """A question with the best reason why this helper sees it."""
    best = max(row.tags, key=lambda tag: known.answers.get(tag, 0), default="")
    answers = known.answers.get(best, 0)
    if not answers:
        best = next((tag for tag in row.tags if tag in known.follows), "")
    return Needed(row, best, answers, invited)


BLOCKS: Final = (
    Block(
        slug="needed",
        title=N_("Questions that need just you"),
        about=N_("Open questions about what you have answered or follow"),
        template="community/front/_needed.html",
        place=20,
        seen_by=lambda actor: actor.signed_in and may(actor, Permission.ANSWER),
        lists=_lists,
        read=_read,
    ),
)
