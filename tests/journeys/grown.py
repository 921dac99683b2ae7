"""A site of some thousand posts on PostgreSQL, for tests that read the plans of what its pages ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.accounts.models import Member
from community.answers.models import Answer
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan
from community.kernel import kept
from community.kernel.db import db
from community.kernel.web import Huzhu
from community.posts.models import Post, PostKind
from community.questions.models import Question
from community.reading import totals
from community.search import services as search
from community.tags.models import Tag
from gamification.leaderboards import ledger
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from tests.conftest import make_app

UNTIL = date(2026, 11, 2)
USUAL = 8  # answers: what somebody wrote who wrote half of everything is half of everything


@dataclass(frozen=True)
class Grown:
    """A site of some thousand posts, the busiest thread there and a member who helped now and then.

    `helper` is who answered most of those who asked next to nothing.
    """

    app: Huzhu
    url: str
    question: int
    author: int
    name: str
    helper: str
    case: int
    tag: str


@contextmanager
def grown_site(folder: Path, url: str, posts: int) -> Iterator[Grown]:
    """The site, whose search knows all of it."""
    made = make_app(folder, database_url=url)
    with made.app_context():
        grow(Plan(posts, 1, UNTIL), quiet=True)
        search.rebuild()
        question = db.session.scalars(
            select(Question.id).where(Question.listed).order_by(Question.answer_count.desc()).limit(1)
        ).one()
        usual = func.abs(func.count() - USUAL)
        author = db.session.scalars(
            select(Post.author_id)
            .join(Answer.__table__, Answer.__table__.c.id == Post.id)
            .group_by(Post.author_id)
            .order_by(usual, Post.author_id)
            .limit(1)
        ).one()
        assert author is not None
        name = db.session.get_one(Member, author).name
        of_kind = (func.count().filter(Post.kind == kind) for kind in (PostKind.ANSWER, PostKind.QUESTION))
        answered, asked = of_kind
        helper = db.session.scalars(
            select(Member.name)
            .join(Post, Post.author_id == Member.id)
            .group_by(Member.id)
            .having(asked <= 1)
            .order_by(answered.desc(), Member.id)
            .limit(1)
        ).one()
        case = db.session.scalars(select(Case.id).where(Case.state != CaseState.RESOLVED)).first()
        assert case is not None
        tag = db.session.scalars(select(Tag.name).order_by(Tag.question_count.desc()).limit(1)).one()
        db.session.remove()
        yield Grown(made, url, question, author, name, helper, case, tag)
        db.session.remove()
        db.engine.dispose()


def as_on_a_large_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for a while there is kept here, and for the whole test."""
    monkeypatch.setattr(kept, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(kept, "FRESH", timedelta(hours=1))  # else it is made anew beside the second time
    monkeypatch.setattr(kept, "USABLE", timedelta(hours=1))
    monkeypatch.setattr(totals, "LONG", 0)
    monkeypatch.setattr(ledger, "RECENT", 100)  # of the newest lines; that is a part of them on a large site
