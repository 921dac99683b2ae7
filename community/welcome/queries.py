"""How far a newcomer, or a new site, is; and whether a post is somebody's first."""

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app
from sqlalchemy import ColumnElement, exists, func, select

from community.accounts.models import Member
from community.answers.models import Answer
from community.front.services import seen_by
from community.kernel import clock
from community.kernel.db import db
from community.kernel.furnish import site_settings
from community.kernel.policy import Permission, actor_now, may
from community.posts.models import Post, PostKind
from community.questions.models import Question
from community.tags.models import Tag, TagFollow
from community.welcome import rules
from community.welcome.rules import Step

GROWN: Final = "huzhu_site_has_grown"


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of first steps; `kind` is steps or start."""

    kind: str
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


def checklist_of(member: Member | None) -> Checklist | None:
    """What the front page offers this member to begin with; None when it is put away or done."""
    if member is None:
        return None
    kind = rules.START if may(actor_now(), Permission.ADMINISTER) else rules.STEPS
    if rules.is_away(seen_by(member), kind):
        return None
    if kind == rules.START:
        return _start()
    if not _is_new(member):
        return None
    taken = Checklist(kind, _steps(member))
    return taken if taken.done < len(taken.steps) else None


def _start() -> Checklist | None:
    """The beginning of a site; one that has grown is asked no more, as no post or member of it is ever removed."""
    if current_app.extensions.get(GROWN):
        return None
    begun = Checklist(rules.START, _beginnings())
    if not rules.is_grown(begun.steps):
        return begun
    current_app.extensions[GROWN] = True
    return None


def _is_new(member: Member) -> bool:
    return rules.is_newcomer(member.role, actor_now().level, clock.now() - member.created_at)


def _steps(member: Member) -> tuple[Step, ...]:
    post = Post.__table__.c
    took_part, followed = db.session.execute(
        select(
            exists().where(post.author_id == member.id, post.kind.in_((PostKind.QUESTION, PostKind.ANSWER))),
            exists().where(TagFollow.member_id == member.id),
        )
    ).one()
    return rules.steps(
        confirmed=member.confirmed_at is not None,
        introduced=bool(member.bio_markdown or member.avatar_key),
        took_part=bool(took_part),
        followed=bool(followed),
    )


def _beginnings() -> tuple[Step, ...]:
    tags, questions, members = db.session.execute(
        select(
            _up_to(rules.TAGS, Tag.id),
            _up_to(rules.YOUNG, Question.__table__.c.id),
            _up_to(rules.PEOPLE, Member.id),
        )
    ).one()
    chose = "preset" in site_settings().model_fields_set
    return rules.beginnings(chose_preset=chose, tags=tags, questions=questions, members=members)


def _up_to(enough: int, column: Any) -> ColumnElement[int]:
    """How many rows there are, counted no further than to `enough`."""
    return select(func.count()).select_from(select(column).limit(enough).subquery()).scalar_subquery()


def first_moment(question: Question, member: Member | None) -> str:
    """Whether the reader has just written their first question or answer here: question, answer, or nothing."""
    if member is None or not _is_new(member):
        return ""
    seen = seen_by(member)
    kind = PostKind.QUESTION if question.author_id == member.id else PostKind.ANSWER
    if rules.is_away(seen, kind):
        return ""
    post = Post.__table__.c
    found = db.session.execute(
        select(post.id).where(post.author_id == member.id, post.kind == kind).order_by(post.id).limit(2)
    ).all()
    if len(found) != 1:
        return ""
    if kind == PostKind.QUESTION:
        return rules.QUESTION if found[0].id == question.id else ""
    answer = Answer.__table__.c
    here = select(answer.id).where(answer.id == found[0].id, answer.question_id == question.id)
    return rules.ANSWER if db.session.scalar(here) else ""
