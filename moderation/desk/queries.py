"""What a case page shows: the thread in order of time, the customer, ready answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from community.accounts.models import Member
from community.comments.models import Comment
from community.kernel import markup
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.ports import standing_of
from community.posts.models import Post, PostKind
from community.questions.models import Question
from community.reading import people, thread
from community.reading.people import Person
from community.routing import queries as routing
from moderation.audit.models import ModerationLogEntry
from moderation.audit.queries import acts_on
from moderation.escalation import queries as escalation
from moderation.escalation.models import Case, Escalation
from moderation.escalation.rules import CaseState

MOODS = 6  # how many of the customer's last posts the line of their mood shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a case: what was posted, what staff noted, what they wrote to the asker alone."""

    kind: str
    who: Person
    when: datetime
    html: str
    lang: str
    status: str = "published"
    by_staff: bool = False
    post_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who asked: their standing, how much they wrote, how they sounded lately (0..1, oldest first).

    Whoever hides the game has no `points` here.
    """

    who: Person
    level: int
    points: int | None
    joined: datetime | None
    asked: int
    answered: int
    cases: int
    moods: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All of a case page."""

    case: Case
    messages: list[Message]
    customer: Customer
    escalations: Sequence[Escalation]
    acts: Sequence[ModerationLogEntry]


def view(case_id: int, actor: Actor) -> View:
    """A case with its thread, customer and history; raises NotFound."""
    case = escalation.shown_case(case_id)
    return View(
        case=case,
        messages=_messages(case, actor),
        customer=_customer(case.question),
        escalations=escalation.escalations_of(case.id),
        acts=acts_on(f"case:{case.id}"),
    )


def _messages(case: Case, actor: Actor) -> list[Message]:
    """The thread with notes and letters between, oldest first."""
    found = thread.thread(case.question_id, actor)
    posts: list[Post] = [found.question, *found.comments]
    for answer in found.answers:
        posts += [answer.post, *answer.comments]
    messages = [_of_post(each) for each in posts]
    messages += [
        _of_staff("note", note.author, note.created_at, markup.render(note.body).html)
        for note in escalation.notes_of(case.id)
    ]
    messages += [
        _of_staff(
            "letter", letter.author, letter.created_at, letter.body_html, by_staff=not letter.from_asker
        )
        for letter in routing.letters_of(case.need_id)
    ]
    return sorted(messages, key=lambda each: each.when)


def _of_staff(
    kind: str, author: Member | None, when: datetime, html: str, *, by_staff: bool = True
) -> Message:
    return Message(kind=kind, who=people.person(author), when=when, html=html, lang="", by_staff=by_staff)


def _of_post(post: Post) -> Message:
    return Message(
        kind=str(post.kind),
        who=people.author_of(post),
        when=post.created_at,
        html=post.body_html,
        lang=post.lang,
        status=post.status,
        by_staff=bool(getattr(post, "by_staff", False)),
        post_id=post.id,
    )


def _customer(question: Question) -> Customer:
    author_id = question.author_id
    counted = db.session.execute(
        select(Post.kind, func.count()).where(Post.author_id == author_id).group_by(Post.kind)
    ).all()
    posts = {kind: count for kind, count in counted}  # noqa: C416 - rows are not tuples to the checker
    asked = Question.__table__.alias()
    cases = db.session.scalar(
        select(func.count())
        .select_from(Case)
        .join(asked, asked.c.id == Case.question_id)
        .join(Post.__table__, Post.__table__.c.id == asked.c.id)
        .where(Post.__table__.c.author_id == author_id)
    )
    standing = standing_of(author_id)
    return Customer(
        who=people.author_of(question),
        level=standing.level,
        points=None if question.author and question.author.hides_game else standing.points,
        joined=question.author.created_at if question.author else None,
        asked=posts.get(PostKind.QUESTION, 0),
        answered=posts.get(PostKind.ANSWER, 0),
        cases=cases or 0,
        moods=_moods(question),
    )


def _moods(question: Question) -> list[float]:
    """How angry the asker's question and their last remarks in this thread sound, oldest first."""
    latest = db.session.scalars(
        select(Comment)
        .where(Comment.question_id == question.id, Comment.author_id == question.author_id)
        .order_by(Comment.created_at.desc())
        .limit(MOODS - 1)
    ).all()
    posts: list[Post] = [question, *reversed(latest)]
    return [round(escalation.analysis_of(each, question)["anger"].value, 2) for each in posts]


def waiting_count(actor: Actor) -> int:
    """How many open cases stand in this person's tier that nobody or they themselves own."""
    query = (
        select(func.count())
        .select_from(Case)
        .where(Case.state == CaseState.OPEN, or_(Case.owner_id.is_(None), Case.owner_id == actor.member_id))
    )
    tier = escalation.own_tier(actor)
    return db.session.scalar(query if tier is None else query.where(Case.tier == tier)) or 0
