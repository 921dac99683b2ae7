"""Posts, their counts, tags and revisions agree."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, false, func, or_, select, text
from sqlalchemy.orm import Session

from community.answers.models import Answer
from community.comments.models import Comment
from community.imports.breaches import differing, told
from community.kernel.db import table_of
from community.posts.models import Post, PostKind, PostStatus, Revision
from community.questions.models import Question, QuestionFollow, SameProblem
from community.tags.models import QuestionTag, Tag

post, question, answer = table_of(Post), table_of(Question), table_of(Answer)
comment, revision = table_of(Comment), table_of(Revision)
tag, question_tag = table_of(Tag), table_of(QuestionTag)


def posts_are_whole(session: Session) -> list[str]:
    """Each post has the row of its kind, and no row of another kind."""
    lines: list[str] = []
    for kind, table in (
        (PostKind.QUESTION, question),
        (PostKind.ANSWER, answer),
        (PostKind.COMMENT, comment),
    ):
        joined = select(post.c.id).outerjoin(table, table.c.id == post.c.id)
        missing = session.scalars(joined.where(post.c.kind == kind, table.c.id.is_(None)))
        lines += [f"post {id_} has no row as {kind}" for id_ in missing]
        foreign = session.scalars(joined.where(post.c.kind != kind, table.c.id.is_not(None)))
        lines += [f"post {id_} has a row as {kind}, which it is not" for id_ in foreign]
    return told(lines)


def comments_stand_in_their_thread(session: Session) -> list[str]:
    """A comment belongs to a question or an answer, and to the thread of that."""
    parent = post.alias("parent")
    thread = func.coalesce(answer.c.question_id, parent.c.id)
    lost = (
        select(comment.c.id)
        .join(parent, parent.c.id == comment.c.parent_id)
        .outerjoin(answer, answer.c.id == parent.c.id)
        .where(or_(parent.c.kind == PostKind.COMMENT, comment.c.question_id != thread))
    )
    return told(f"comment {id_} stands in a thread that is not its own" for id_ in session.scalars(lost))


def comment_counts(session: Session) -> list[str]:
    """The number of comments of each post is that of its visible comments."""
    remark = post.alias("remark")
    true = (
        select(func.count())
        .select_from(comment.join(remark, remark.c.id == comment.c.id))
        .where(comment.c.parent_id == post.c.id, remark.c.status == PostStatus.PUBLISHED)
        .scalar_subquery()
    )
    return differing(session, select(post.c.id), "the comment count of post", post.c.comment_count, true)


def revisions_are_complete(session: Session) -> list[str]:
    """Each post has the revisions 1 to its revision count."""
    numbers = (
        select(
            revision.c.post_id,
            func.count().label("held"),
            func.min(revision.c.number).label("first"),
            func.max(revision.c.number).label("last"),
        )
        .group_by(revision.c.post_id)
        .subquery()
    )
    whole = and_(
        numbers.c.held == post.c.revision_count,
        numbers.c.first == 1,
        numbers.c.last == post.c.revision_count,
    )
    broken = (
        select(post.c.id)
        .outerjoin(numbers, numbers.c.post_id == post.c.id)
        .where(~func.coalesce(whole, false()))
    )
    return told(f"post {id_} lacks revisions or has too many" for id_ in session.scalars(broken))


def question_counts(session: Session) -> list[str]:
    """What a question says of its thread is true."""
    listed = and_(post.c.status == PostStatus.PUBLISHED, question.c.merged_into_id.is_(None))
    expected: dict[str, ColumnElement[Any]] = {
        "answer_count": _answers(func.count()),
        "accepted_count": _answers(func.count(answer.c.accepted_at)),
        "solved_at": _answers(func.min(answer.c.accepted_at)),
        "follower_count": _of_question(table_of(QuestionFollow)),
        "same_problem_count": _of_question(table_of(SameProblem)),
        "asked_at": post.c.created_at,
        "listed": listed,
    }
    rows = select(question.c.id).join(post, post.c.id == question.c.id)
    return [
        line
        for name, true in expected.items()
        for line in differing(session, rows, f"{name} of question", question.c[name], true)
    ]


def tag_counts(session: Session) -> list[str]:
    """The number of questions of each tag is that of the listed ones."""
    true = (
        select(func.count())
        .select_from(question_tag.join(question, question.c.id == question_tag.c.question_id))
        .where(question_tag.c.tag_id == tag.c.id, question.c.listed)
        .scalar_subquery()
    )
    return differing(session, select(tag.c.name), "the question count of tag", tag.c.question_count, true)


def activity_of_tags(session: Session) -> list[str]:
    """Whatever carries a tag says when its question was last active."""
    rows = select(question_tag.c.question_id).join(question, question.c.id == question_tag.c.question_id)
    true = question.c.last_activity_at
    return differing(session, rows, "the activity with a tag of question", question_tag.c.active_at, true)


def references_lead_somewhere(session: Session) -> list[str]:
    """No row points to a row that is not there; PostgreSQL never lets that happen."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    broken = session.execute(text("PRAGMA foreign_key_check"))
    return told(f"row {row[1]} of {row[0]} points to {row[2]} that are not there" for row in broken)


def _answers(what: ColumnElement[Any]) -> ColumnElement[Any]:
    given = post.alias("given")
    return (
        select(what)
        .select_from(answer.join(given, given.c.id == answer.c.id))
        .where(answer.c.question_id == question.c.id, given.c.status == PostStatus.PUBLISHED)
        .correlate(question)
        .scalar_subquery()
    )


def _of_question(table: FromClause) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(table)
        .where(table.c.question_id == question.c.id)
        .correlate(question)
        .scalar_subquery()
    )
