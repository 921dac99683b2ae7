"""Atom feeds: what is new in public, with addresses and numbers that never change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from community.answers.models import Answer
from community.articles import queries as articles
from community.kernel import masks
from community.kernel.db import db
from community.kernel.fresh import unless_known
from community.kernel.furnish import settings_of
from community.kernel.languages import current_language
from community.kernel.policy import NOBODY, public
from community.kernel.text import for_xml
from community.posts.models import PostStatus
from community.questions import queries as finding
from community.questions.models import Question
from community.reading import profiles
from community.reading.people import author_of
from community.reading.queries import tagged
from community.tags.queries import shown_or_404

bp = Blueprint("feeds", __name__)
ENTRIES: Final = 30
BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed. `name` is the short path that it keeps whatever it is called."""

    name: str
    path: str
    title: str
    lang: str
    published: datetime
    updated: datetime
    author: str
    html: str


def base_url() -> str:
    """The address under which the world knows this site."""
    return settings_of(current_app).base_url


@bp.get("/feeds/questions.atom")
@public
def questions() -> ResponseReturnValue:
    """The newest questions."""
    return _of_questions(gettext("Questions"), "/questions", select(Question))


@bp.get("/feeds/unanswered.atom")
@public
def unanswered() -> ResponseReturnValue:
    """The newest questions that nobody has answered."""
    wanted = select(Question).where(finding.in_state("unanswered"))
    return _of_questions(gettext("Unanswered questions"), "/questions?sort=unanswered", wanted)


@bp.get("/feeds/tags/<name>.atom")
@public
def tag(name: str) -> ResponseReturnValue:
    """The newest questions under a tag."""
    found = shown_or_404(name, NOBODY)
    table = Question.__table__
    under = select(table.c.id).where(table.c.listed, table.c.id.in_(tagged(found.name)))
    newest = under.order_by(table.c.asked_at.desc(), table.c.id.desc()).limit(ENTRIES)
    wanted = select(Question).where(Question.id.in_(newest))  # before anything is joined to them
    path = url_for("reading.tag", name=found.name)
    return _of_questions(f"#{found.name}", path, wanted, url_for("feeds.tag", name=found.name))


@bp.get("/feeds/questions/<int:question_id>.atom")
@public
def question(question_id: int) -> ResponseReturnValue:
    """The answers to one question, the newest first; where it was merged, its address leads on as that of its page."""
    onward = finding.merged_into(question_id)
    if onward is not None:
        return redirect(url_for("feeds.question", question_id=onward), code=301)
    found = finding.public_question(question_id)
    wanted = select(Answer).where(Answer.question_id == found.id)
    page = url_for("reading.question", question_id=found.id, slug=found.slug)
    return _of_answers(masks.labelled(found.title), page, wanted)


@bp.get("/feeds/members/<name>.atom")
@public
def member(name: str) -> ResponseReturnValue:
    """The answers of one member, the newest first."""
    found = profiles.member_or_404(name)
    wanted = select(Answer).where(Answer.author_id == found.id)
    title = gettext("Answers by %(name)s", name=found.display_name)
    return _of_answers(title, url_for("reading.member", name=found.name), wanted)


@bp.get("/feeds/articles.atom")
@public
def article_list() -> ResponseReturnValue:
    """Public articles, the newest first."""
    entries = [
        Entry(
            name=f"/articles/{each.id}",
            path=url_for("articles.show", article_id=each.id, slug=each.slug),
            title=each.title,
            lang=each.lang,
            published=each.published_at or each.created_at,
            updated=each.changed_at,
            author="",
            html="".join(str(part) for part in each.htmls.values()),
        )
        for each in articles.newest_public(ENTRIES)
    ]
    return _feed(gettext("Articles"), "/articles", entries)


def _of_questions(title: str, page: str, wanted: Select[Any], path: str = "") -> ResponseReturnValue:
    query = wanted.where(Question.listed).order_by(Question.asked_at.desc(), Question.id.desc())
    return _feed(title, page, [_question(each) for each in _read(query, Question.author)], path)


def _of_answers(title: str, page: str, wanted: Select[Any]) -> ResponseReturnValue:
    """Public answers to public questions."""
    query = (
        wanted.where(
            Answer.status == PostStatus.PUBLISHED,
            Answer.question_id.in_(select(Question.__table__.c.id).where(Question.listed)),
        )
        .order_by(Answer.created_at.desc(), Answer.id.desc())
        .options(selectinload(Answer.question))
    )
    return _feed(title, page, [_answer(each) for each in _read(query, Answer.author)])


def _read(query: Select[Any], author: Any) -> Sequence[Any]:
    return db.session.scalars(query.limit(ENTRIES).options(joinedload(author))).unique().all()


def _question(found: Question) -> Entry:
    return Entry(
        name=f"/questions/{found.id}",
        path=url_for("reading.question", question_id=found.id, slug=found.slug),
        title=masks.labelled(found.title),
        lang=found.lang,
        published=found.asked_at,
        updated=max(found.asked_at, found.last_activity_at, found.edited_at or found.asked_at),
        author=author_of(found).name,
        html=found.body_html,
    )


def _answer(found: Answer) -> Entry:
    return Entry(
        name=f"/posts/{found.id}",
        path=url_for("reading.post", post_id=found.id),
        title=gettext("Answer to: %(title)s", title=masks.labelled(found.question.title)),
        lang=found.lang,
        published=found.created_at,
        updated=max(found.created_at, found.edited_at or found.created_at),
        author=author_of(found).name,
        html=found.body_html,
    )


def _feed(title: str, page: str, entries: list[Entry], path: str = "") -> ResponseReturnValue:
    body = render_template(
        "community/reading/feed.xml",
        title=title,
        page=page,
        path=path or request.path,
        entries=entries,
        updated=max((each.updated for each in entries), default=BEGINNING),
        base=base_url(),
        lang=current_language(),
    )
    answer = Response(for_xml(body), content_type="application/atom+xml; charset=utf-8")
    return unless_known(answer, "private, max-age=300")  # its language may be that of an account
